package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.block.StoredFile;
import org.platter.image.capability.CheckReport;

/**
 * Compares the references to the clusters of a file with their refcounts. It counts in windows of the file,
 * as many as have anything in them, so that its memory does not grow with the image; all references are
 * walked once for each.
 */
final class Checker implements References.Visitor {

    /** Takes the clusters whose refcount is not the number of references. */
    interface Difference {

        /** @param cluster its index in the file; counts from 65535 on are 65535 */
        void differs(long cluster, long refcount, long references) throws IOException;
    }

    /** A window is 4 Mi clusters, for which 16.5 MiB of memory are needed. */
    private static final int USUAL_WINDOW_BITS = 22;
    private static final int MAX_WINDOWS = 1 << 16;
    private static final int MAX_TABLES = 1 << 20;
    private static final int MAX_FINDINGS = 100;
    private static final int MAX_COUNT = 0xffff;
    private static final int PIECE = 64 << 10;

    private final StoredFile file;
    private final Qcow2Header header;
    private final String name;
    private final Consumer<Event> events;
    private final References references;
    private final RefcountFormat format;
    private final int clusterBits;
    private final int windowBits;
    private final long fileClusters;

    private final short[] counted;
    private final short[] stored;
    private final BitSet structures;
    private final TreeSet<Long> windows = new TreeSet<>();
    /** The first and the last window that each L2 table leads to, as far as they are remembered. */
    private int[] tableWindows = new int[1 << 10];
    private int table;
    private int lowestWindow;
    private int highestWindow;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private final List<String> findings = new ArrayList<>();
    private boolean verifying;
    private boolean rebuilding;
    private boolean isAllCopied = true;
    private long window;
    private long latestWindow = -1;
    private boolean first = true;
    private long leaks;
    private long corruptions;
    private long allocated;
    private long usedClusters;
    private long referencedClusters;
    private int latestProgress = -1;

    Checker(StoredFile file, Qcow2Header header, String name, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        this(file, header, name, events, cancelled, USUAL_WINDOW_BITS);
    }

    /** @param windowBits a window is {@code 1 << windowBits} clusters */
    Checker(StoredFile file, Qcow2Header header, String name, Consumer<Event> events,
            BooleanSupplier cancelled, int windowBits) throws IOException {
        this.windowBits = windowBits;
        this.file = file;
        this.header = header;
        this.name = name;
        this.events = events;
        this.references = new References(file, header, name, cancelled);
        this.format = RefcountFormat.of(header);
        this.clusterBits = header.clusterBits();
        this.fileClusters = (file.size() + header.clusterSize() - 1) >>> clusterBits;
        int length = (int) Math.min(fileClusters, 1 << windowBits);
        this.counted = new short[length];
        this.stored = new short[length];
        this.structures = new BitSet(length);
    }

    /** Looks at everything, and tells what is wrong. */
    CheckReport run() throws IOException {
        return run((cluster, refcount, count) -> {});
    }

    /** Looks at everything, and also hands out each difference. */
    CheckReport run(Difference difference) throws IOException {
        windows.add(0L);
        findWindows();
        for (Long next = 0L; next != null; next = windows.higher(next)) {
            window = next;
            Arrays.fill(counted, (short) 0);
            Arrays.fill(stored, (short) 0);
            structures.clear();
            if (!rebuilding) {
                loadRefcounts();
            }
            references.walk(this);
            compare(difference);
            first = false;
        }
        long clusters = (header.size() + header.clusterSize() - 1) >>> clusterBits;
        return new CheckReport(leaks, corruptions, findings, allocated, clusters,
                usedClusters << clusterBits);
    }

    /** Hands out every cluster that is used, but for what counts them: as if nothing were counted. */
    void count(Difference difference) throws IOException {
        rebuilding = true;
        references.leaveOutRefcounts();
        run(difference);
    }

    /**
     * Looks whether the image may be written to: no cluster is used more often than it is counted, and no
     * pointer is wrong. Leaks do no harm.
     *
     * @return whether all that the active disk uses says that it is used once
     * @throws IOException one sentence, where it may not
     */
    boolean verifyForWriting() throws IOException {
        verifying = true;
        run();
        return isAllCopied;
    }

    /** Returns the end of the last cluster of the file that a table led to, in clusters, after a run. */
    long referencedClusters() {
        return referencedClusters;
    }

    /**
     * Makes sure, after a run, that all that the tables lead to lies inside of the file. What is written
     * behind the end of a file that was cut short would be taken for what was lost.
     *
     * @throws IOException one sentence, where it does not
     */
    void requireNothingPastEnd() throws IOException {
        if (references.farthestPastEnd() > 0) {
            throw new IOException(String.format("%s cannot be repaired: its tables lead as far as 0x%x, and "
                    + "the file ends at 0x%x; what a repair writes would be taken for what is missing. "
                    + "“platter image convert --salvage” saves the rest.", name, references.farthestPastEnd(),
                    file.size()));
        }
    }

    /** Adds the windows that have refcounts: what is counted and never used is found there. */
    private void findWindows() throws IOException {
        long tableEntries = (long) header.refcountTableClusters() << clusterBits - 3;
        long known = Math.min(tableEntries, (fileClusters - 1 >>> format.blockBits()) + 1);
        for (long index = 0; index < known; index += PIECE / 8) {
            file.read(header.refcountTableOffset() + index * 8,
                    piece.clear().limit((int) Math.min(PIECE, (known - index) * 8)));
            piece.flip();
            for (long at = index; piece.hasRemaining(); at++) {
                if (piece.getLong() != 0) {
                    long last = Math.min(fileClusters, at + 1 << format.blockBits()) - 1;
                    for (long one = at << format
                            .blockBits() >>> windowBits; one <= last >>> windowBits; one++) {
                        addWindow(one);
                    }
                }
            }
        }
    }

    private void addWindow(long index) throws IOException {
        if (windows.add(index) && windows.size() > MAX_WINDOWS) {
            throw new IOException(name + " uses places too far apart in its file to be checked.");
        }
    }

    /** Refcount table and blocks of the window; blocks that cannot be read count as zeros. */
    private void loadRefcounts() throws IOException {
        long tableEntries = (long) header.refcountTableClusters() << clusterBits - 3;
        long start = window << windowBits;
        long end = Math.min(start + counted.length, fileClusters);
        ByteBuffer entry = ByteBuffer.allocate(8);
        for (long at = start; at < end;) {
            long index = at >>> format.blockBits();
            long stop = Math.min(end, index + 1 << format.blockBits());
            if (index >= tableEntries) {
                return;
            }
            file.read(header.refcountTableOffset() + index * 8, entry.clear());
            long block = entry.getLong(0);
            if (block > 0 && block % header.clusterSize() == 0
                    && block <= file.size() - header.clusterSize()) {
                loadBlock(block, at, stop);
            }
            at = stop;
        }
    }

    private void loadBlock(long block, long from, long to) throws IOException {
        int perPiece = Math.min(format.entriesPerBlock(), (PIECE << 3) >> format.order());
        for (long at = from; at < to;) {
            int inBlock = (int) (at & format.entriesPerBlock() - 1);
            int inPiece = inBlock % perPiece;
            int bytes = (int) ((long) perPiece << format.order() >> 3);
            file.read(block + ((long) (inBlock - inPiece) << format.order() >> 3),
                    piece.clear().limit(bytes));
            long stop = Math.min(to, at + perPiece - inPiece);
            for (; at < stop; at++, inPiece++) {
                stored[(int) (at - (window << windowBits))] = (short) Math.min(MAX_COUNT,
                        format.get(piece, inPiece));
            }
        }
    }

    private void compare(Difference difference) throws IOException {
        long start = window << windowBits;
        int length = (int) Math.min(counted.length, fileClusters - start);
        for (int i = 0; i < length; i++) {
            int refcount = stored[i] & 0xffff;
            int count = counted[i] & 0xffff;
            if (refcount == 0 && count == 0) {
                continue;
            }
            usedClusters = start + i + 1;
            if (count > 0) {
                referencedClusters = start + i + 1;
            }
            if (refcount != count) {
                difference.differs(start + i, refcount, count);
                report(refcount < count, "The cluster at 0x%x of the file is counted %d times and "
                        + "used %d times.", start + i << clusterBits, refcount, count);
            }
        }
    }

    @Override
    public void structure(String what, long hostOffset, long length) throws IOException {
        long last = hostOffset + length - 1 >>> clusterBits;
        for (long cluster = hostOffset >>> clusterBits; cluster <= last; cluster++) {
            int index = add(cluster, 1);
            if (index >= 0 && counted[index] != 1) {
                report(true, "%s at 0x%x lies on something else.",
                        Character.toUpperCase(what.charAt(0)) + what.substring(1), cluster << clusterBits);
            }
            if (index >= 0) {
                structures.set(index);
            }
        }
    }

    @Override
    public void cluster(boolean table, long hostOffset, long times, boolean active, boolean copied)
            throws IOException {
        isAllCopied &= copied || !active;
        int index = add(hostOffset >>> clusterBits, times);
        if (index >= 0 && structures.get(index)) {
            report(true, "The %s at 0x%x lies on something else.", table ? "L2 table" : "cluster",
                    hostOffset);
        }
        // A mark that is missing costs others a copy; one that is too many destroys what a snapshot keeps.
        if (index >= 0 && active && copied != (stored[index] == 1) && (copied || !verifying)) {
            report(true, "The %s at 0x%x is counted %d times and %s as exclusive.",
                    table ? "L2 table" : "cluster", hostOffset, stored[index] & 0xffff,
                    copied ? "marked" : "not marked");
        }
    }

    @Override
    public void packed(long hostOffset, long length, long times) throws IOException {
        long last = hostOffset + length - 1 >>> clusterBits;
        for (long cluster = hostOffset >>> clusterBits; cluster <= last; cluster++) {
            int index = add(cluster, times);
            if (index >= 0 && structures.get(index)) {
                report(true, "The compressed cluster at 0x%x lies on something else.",
                        hostOffset);
            }
        }
    }

    @Override
    public boolean beginTable(long ordinal) {
        table = (int) Math.min(ordinal, MAX_TABLES);
        lowestWindow = Integer.MAX_VALUE;
        highestWindow = -1;
        if (first || table == MAX_TABLES) {
            return true;
        }
        return tableWindows[2 * table] <= window && window <= tableWindows[2 * table + 1];
    }

    @Override
    public void endTable() {
        if (first && table < MAX_TABLES) {
            if (2 * table + 2 > tableWindows.length) {
                tableWindows = Arrays.copyOf(tableWindows, 2 * tableWindows.length);
            }
            tableWindows[2 * table] = lowestWindow;
            tableWindows[2 * table + 1] = highestWindow;
        }
    }

    @Override
    public void allocated() {
        allocated += first ? 1 : 0;
    }

    @Override
    public void problem(String format, Object... values) throws IOException {
        if (first) {
            report(true, format, values);
        }
    }

    @Override
    public void progress(long done, long total) {
        int percent = total == 0 ? 100 : (int) (done / (total / 100 + 1));
        if (first && percent != latestProgress) {
            latestProgress = percent;
            events.accept(new Event.Progress(done, total));
        }
    }

    /** Counts, and returns the index in the window; -1 for a cluster outside of it. */
    private int add(long cluster, long times) throws IOException {
        long itsWindow = cluster >>> windowBits;
        if (first) {
            lowestWindow = (int) Math.min(lowestWindow, itsWindow);
            highestWindow = (int) Math.max(highestWindow, Math.min(itsWindow, Integer.MAX_VALUE));
        }
        if (itsWindow != window) {
            if (first && itsWindow != latestWindow) {
                latestWindow = itsWindow;
                addWindow(itsWindow);
            }
            return -1;
        }
        int index = (int) (cluster - (window << windowBits));
        if (index >= counted.length) {
            return -1; // a part of the last cluster that the file has not got
        }
        counted[index] = (short) Math.min(MAX_COUNT, (counted[index] & 0xffff) + times);
        return index;
    }

    private void report(boolean corruption, String text, Object... values) throws IOException {
        if (!corruption) {
            leaks++;
        } else if (verifying) {
            throw new IOException(name + " is damaged and can only be read; run “platter image check "
                    + "--repair all”. " + String.format(text, values));
        } else {
            corruptions++;
        }
        if (findings.size() < MAX_FINDINGS) {
            findings.add(String.format(text, values));
        }
    }
}
