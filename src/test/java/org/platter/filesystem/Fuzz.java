package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

/** Damage at random places, under which reading must end soon, with an answer or an IOException. */
public final class Fuzz {

    private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, 0x40, 0x10, 2};

    private Fuzz() {}

    /**
     * Damages bytes of {@code target} in {@code rounds} ways, each time reading everything there is to read.
     */
    public static void survives(TestPartition partition, ByteRange target, int rounds, long seed)
            throws IOException {
        Random random = new Random(seed);
        byte[] sound = partition.read(target.start(), (int) target.length()).array();
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = sound.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(damaged.length);
                for (int width = 1 << random.nextInt(4); width > 0 && at < damaged.length; width--, at++) {
                    damaged[at] = random.nextInt(3) == 0
                            ? (byte) random.nextInt()
                            : EDGES[random.nextInt(EDGES.length)];
                }
            }
            partition.write(target.start(), ByteBuffer.wrap(damaged));
            long start = System.nanoTime();
            try {
                readAll(partition);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "a message");
            } catch (RuntimeException e) {
                fail("seed " + seed + " round " + round, e);
            }
            long milliseconds = (System.nanoTime() - start) / 1_000_000;
            assertTrue(milliseconds < 60_000, "seed " + seed + " round " + round + " took "
                    + milliseconds + " ms");
        }
        partition.write(target.start(), ByteBuffer.wrap(sound));
    }

    /** What reads what was torn, and may refuse it. */
    @FunctionalInterface
    public interface Work {

        void run() throws IOException;
    }

    /**
     * Tears structures at random: whatever they say then, the work is done or refused in a sentence that
     * names the file system, in bounded time.
     */
    public static void tears(TestPartition partition, List<ByteRange> targets, long seed, String name,
            Work work)
            throws IOException {
        Random random = new Random(seed);
        for (ByteRange target : targets) {
            byte[] whole = partition.read(target.start(), (int) target.length()).array();
            for (int i = 0; i < 200; i++) {
                byte[] torn = whole.clone();
                for (int n = random.nextInt(6); n >= 0; n--) {
                    torn[random.nextInt(torn.length)] = (byte) (n % 2 == 0 ? random.nextInt() : 0xff);
                }
                partition.write(target.start(), ByteBuffer.wrap(torn));
                long start = System.nanoTime();
                try {
                    work.run();
                } catch (IOException e) {
                    assertTrue(e.getMessage().contains(name), "seed " + seed + ": " + e.getMessage());
                }
                assertTrue(System.nanoTime() - start < 60_000_000_000L, "seed " + seed + " takes long");
            }
            partition.write(target.start(), ByteBuffer.wrap(whole));
        }
    }

    private static void readAll(TestPartition partition) throws IOException {
        Content content = FileSystems.probe(partition);
        Optional<FileSystemType> type = FileSystems.of(content);
        if (type.isPresent()) {
            Optional<LiveBlocks> live = type.get().liveBlocks(partition);
            if (live.isPresent()) {
                ByteRange all = new ByteRange(0, partition.size());
                RangeSet bytes = live.get().within(all);
                assertTrue(bytes.complementWithin(all).length() + bytes.length() == all.length());
            }
        }
    }
}
