package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.host.DeviceUse;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.KernelPartitions;
import org.platter.host.LoopDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Tells the kernel what became of the partitions of a block device, one by one, so that those in use stay as
 * they are.
 */
final class KernelTable {

    /**
     * What the kernel shows of an extended partition, so that nobody formats it: two sectors of 512 bytes, or
     * a larger one (Linux, block/partitions/msdos.c).
     */
    private static final long FRAME = 1024;
    /** How often a partition that nobody uses, and that a program looks at just now, is tried to be freed. */
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 50;

    private KernelTable() {}

    /** Returns the node's name of a partition that the kernel knows; without a table that of the device. */
    static Optional<String> name(HostFile device, Layout layout, Partition partition) throws IOException {
        return layout.table().type() == TableType.NONE ? KernelPartitions.name(device)
                : KernelPartitions.name(device, partition.number());
    }

    /**
     * Returns the node's name of a partition, of which the kernel is told where it does not know it.
     *
     * @throws IOException if it takes nothing of the kind
     */
    static String require(HostFile device, Layout layout, Partition partition) throws IOException {
        Optional<String> name = name(device, layout, partition);
        if (name.isEmpty()) {
            update(device, layout);
            name = name(device, layout, partition);
        }
        return name.orElseThrow(() -> new IOException("The kernel does not take partition "
                + partition.number() + " of " + device.path()
                + "; detach and attach the device, or restart."));
    }

    /** Has the kernel follow a change that is on the disk; says of what it does not follow in notes. */
    static void follow(HostFile device, Layout layout, Consumer<Event> events) throws IOException {
        for (String refused : update(device, layout)) {
            events.accept(new Event.Note(refused));
        }
    }

    /** Returns what the kernel refused, and what makes it take over the change, which is on the disk. */
    static String refused(IOException refusal, Path device) {
        if (refusal instanceof HostFailure failure && failure.isUnknownCall()) {
            return "The kernel cannot be told of single partitions of " + device + ", and does not read "
                    + "its table while one of them is in use. The change is on the disk; the kernel takes it "
                    + "over once root runs “blockdev --rereadpt " + device + "” while nothing uses the disk, "
                    + "or after a restart; until then use none of the partitions that were changed.";
        }
        return refusal.getMessage() + " The change is on the disk; the kernel takes it over once root runs "
                + "“partprobe " + device + "” while nothing uses the partition, or after a restart.";
    }

    /**
     * Makes the kernel's partitions those of the layout.
     *
     * @return what it refused and what is to be done, each once; empty when it agrees
     */
    static List<String> update(HostFile device, Layout layout) throws IOException {
        Map<Integer, ByteRange> wanted = wanted(layout);
        if (wanted.equals(KernelPartitions.of(device))) {
            return List.of();
        }
        LoopDevice.allowPartitions(device);
        Set<String> refused = oneByOne(device, wanted);
        if (!refused.isEmpty() && !wanted.equals(KernelPartitions.of(device))
                && used(device, List.of()).isEmpty()) {
            try {
                KernelPartitions.reread(device); // by what the kernel itself can read of the table
            } catch (IOException e) {
                return List.copyOf(refused); // which says more
            }
        }
        return wanted.equals(KernelPartitions.of(device)) ? List.of() : List.copyOf(refused);
    }

    private static Map<Integer, ByteRange> wanted(Layout layout) {
        Map<Integer, ByteRange> wanted = new TreeMap<>();
        if (layout.table().type() != TableType.NONE) {
            long frame = Math.max(FRAME, layout.sectorSize());
            for (Partition partition : layout.partitions()) {
                ByteRange range = partition.range();
                wanted.put(partition.number(), partition.role() == Role.EXTENDED
                        ? ByteRange.of(range.start(), Math.min(frame, range.length())) : range);
            }
        }
        return wanted;
    }

    /**
     * A partition that the kernel knows, whatever the table says by now, and that is in use.
     *
     * @param how in words that end a sentence
     */
    record Used(int number, ByteRange range, String how) {}

    /** @param held names of the nodes that are known to be held, by whatever */
    static List<Used> used(HostFile device, List<String> held) throws IOException {
        List<Used> used = new ArrayList<>();
        for (Map.Entry<Integer, ByteRange> known : KernelPartitions.of(device).entrySet()) {
            String name = KernelPartitions.name(device, known.getKey()).orElse("");
            List<String> found = DeviceUse.of(name);
            if (!found.isEmpty() || held.contains(name)) {
                used.add(new Used(known.getKey(), known.getValue(),
                        found.isEmpty() ? Occupation.BY_A_PROGRAM : String.join(", ", found)));
            }
        }
        return used;
    }

    private static Set<String> oneByOne(HostFile device, Map<Integer, ByteRange> wanted) throws IOException {
        Set<String> refused = new LinkedHashSet<>();
        Map<Integer, ByteRange> known = KernelPartitions.of(device);
        // those that go or shrink make room for those that come or grow
        for (Map.Entry<Integer, ByteRange> old : known.entrySet()) {
            ByteRange now = wanted.get(old.getKey());
            if (now == null || now.start() != old.getValue().start()) {
                attempt(refused, device, () -> KernelPartitions.delete(device, old.getKey()));
            } else if (now.length() < old.getValue().length()) {
                attempt(refused, device, () -> KernelPartitions.resize(device, old.getKey(), now));
            }
        }
        Map<Integer, ByteRange> left = KernelPartitions.of(device);
        for (Map.Entry<Integer, ByteRange> now : wanted.entrySet()) {
            ByteRange old = left.get(now.getKey());
            if (old == null) {
                attempt(refused, device, () -> KernelPartitions.add(device, now.getKey(), now.getValue()));
            } else if (old.start() == now.getValue().start() && old.length() < now.getValue().length()) {
                attempt(refused, device, () -> KernelPartitions.resize(device, now.getKey(), now.getValue()));
            }
        }
        return refused;
    }

    /** A call that the kernel may refuse. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private static void attempt(Set<String> refused, HostFile device, Call call) {
        for (int attempt = 1;; attempt++) {
            try {
                call.run();
                return;
            } catch (HostFailure e) {
                if (!e.isBusy() || attempt == ATTEMPTS) {
                    refused.add(refused(e, device.path()));
                    return;
                }
                pause(); // programs that watch devices look at each that was written
            } catch (IOException e) {
                refused.add(refused(e, device.path()));
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
