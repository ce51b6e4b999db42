package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/** Each answer is the file's own, and a file is not asked about each of many clusters. */
final class HostDataTest {

    private static final int CLUSTER = 4096;
    private static final int CLUSTERS = 2000;

    /** A file of whose clusters some are holes. */
    private static final class Sparse extends MemoryFile {

        private final RangeSet data;
        private int asked;

        Sparse(Random random) {
            super(new byte[CLUSTERS * CLUSTER]);
            RangeSet.Builder some = new RangeSet.Builder();
            for (int i = 0; i < CLUSTERS; i++) {
                if (random.nextInt(3) > 0) {
                    some.add(i * CLUSTER, i * CLUSTER + CLUSTER);
                }
            }
            data = some.build();
        }

        @Override
        public long allocatedBytes() {
            return data.length();
        }

        @Override
        public RangeSet data(ByteRange window) {
            asked++;
            return data.within(window);
        }
    }

    private static int ask(List<Integer> order) throws IOException {
        Sparse file = new Sparse(new Random(3));
        HostData host = new HostData(file);
        for (int i : order) {
            ByteRange range = ByteRange.of((long) i * CLUSTER, CLUSTER);
            assertEquals(file.data.within(range), host.within(range));
        }
        ByteRange past = ByteRange.of((CLUSTERS - 1L) * CLUSTER, 2 * CLUSTER);
        assertTrue(host.within(past).contains(CLUSTERS * CLUSTER), "what is missing is no hole");
        return file.asked;
    }

    @Test
    void ascendingQuestionsAreFewAndOthersNoMoreThanThereAreClusters() throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < CLUSTERS; i += 2) {
            order.add(i);
        }
        assertTrue(ask(order) < 20);
        Collections.shuffle(order, new Random(4));
        assertTrue(ask(order) <= order.size() + 1);
    }
}
