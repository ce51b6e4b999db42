package org.platter.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;
import org.platter.host.KernelPartitions;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Tells the kernel what became of the partitions of a block device, one by one, so that those in use stay as
 * they are.
 */
final class KernelTable {

    /** What the kernel shows of an extended partition, so that nobody formats it. */
    private static final long FRAME = 1024;

    private KernelTable() {}

    /** Returns the node's name of a partition that the kernel knows; without a table that of the device. */
    static Optional<String> name(HostFile device, Layout layout, Partition partition) throws IOException {
        return layout.table().type() == TableType.NONE ? KernelPartitions.name(device)
                : KernelPartitions.name(device, partition.number());
    }

    /**
     * Makes the kernel's partitions those of the layout.
     *
     * @return what it refused, a sentence each; empty when it agrees
     */
    static List<String> update(HostFile device, Layout layout) throws IOException {
        Map<Integer, ByteRange> wanted = new TreeMap<>();
        if (layout.table().type() != TableType.NONE) {
            for (Partition partition : layout.partitions()) {
                wanted.put(partition.number(), partition.role() == Role.EXTENDED
                        ? ByteRange.of(partition.range().start(), FRAME) : partition.range());
            }
        }
        Map<Integer, ByteRange> known = KernelPartitions.of(device);
        List<String> refused = new ArrayList<>();
        // those that go or shrink make room for those that come or grow
        for (Map.Entry<Integer, ByteRange> old : known.entrySet()) {
            ByteRange now = wanted.get(old.getKey());
            if (now == null || now.start() != old.getValue().start()) {
                attempt(refused, () -> KernelPartitions.delete(device, old.getKey()));
            } else if (now.length() < old.getValue().length()) {
                attempt(refused, () -> KernelPartitions.resize(device, old.getKey(), now));
            }
        }
        Map<Integer, ByteRange> left = KernelPartitions.of(device);
        for (Map.Entry<Integer, ByteRange> now : wanted.entrySet()) {
            ByteRange old = left.get(now.getKey());
            if (old == null) {
                attempt(refused, () -> KernelPartitions.add(device, now.getKey(), now.getValue()));
            } else if (old.start() == now.getValue().start() && old.length() < now.getValue().length()) {
                attempt(refused, () -> KernelPartitions.resize(device, now.getKey(), now.getValue()));
            }
        }
        return refused;
    }

    /** A call that the kernel may refuse. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private static void attempt(List<String> refused, Call call) {
        try {
            call.run();
        } catch (IOException e) {
            refused.add(e.getMessage());
        }
    }
}
