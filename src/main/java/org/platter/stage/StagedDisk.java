package org.platter.stage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Geometry;

/**
 * What a disk will be: a map that says of each range where its bytes come from. Moving and copying edit the
 * map and cost nothing; writing goes to the scratch. The base is never written.
 *
 * <p>All extents begin and end on sectors, so that a commit never has to write half of one. Each byte of
 * scratch belongs to one place of the disk, so that it can be overwritten where it lies. Long, since every
 * way to read or change the map has to hold one lock and keep these two rules.
 */
public final class StagedDisk implements BlockDevice {

    /** The unit of the scratch: a write that covers a part of it takes the rest along. */
    private static final int BLOCK = 4096;
    /** Zeros that are written in runs of this length keep the disk sparse; shorter ones are data. */
    private static final int ZERO_RUN = 64 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK).asReadOnlyBuffer();

    private final BlockDevice base;
    private final Scratch scratch;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ExtentMap map;
    private long scratchEnd;

    /** Begins as the base is; takes over the scratch, and leaves the base to its owner. */
    public StagedDisk(BlockDevice base, Scratch scratch) {
        this.base = base;
        this.scratch = scratch;
        this.map = new ExtentMap(base.size(), ExtentMap.BASE);
    }

    public BlockDevice base() {
        return base;
    }

    public Scratch scratch() {
        return scratch;
    }

    /** Bytes of scratch in use, holes left by what was overwritten included. */
    public long scratchBytes() {
        lock.readLock().lock();
        try {
            return scratchEnd;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Makes the disk larger or smaller, a multiple of the sector; what it grows by is zeros. */
    public void resize(long size) throws IOException {
        if (size < 0 || size % sectorSize() != 0) {
            throw new IllegalArgumentException("disk of " + size + " bytes in sectors of " + sectorSize());
        }
        lock.writeLock().lock();
        try {
            map.resize(size);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Moves a range as {@code memmove} would; what it leaves behind becomes free. Whole sectors only. */
    public void move(ByteRange from, long to) throws IOException {
        lock.writeLock().lock();
        try {
            Pieces pieces = pieces(from, to);
            map.assign(from.start(), from.end(), ExtentMap.FREE);
            pieces.assign();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Copies a range, which may overlap its target. Whole sectors only. */
    public void copy(ByteRange from, long to) throws IOException {
        lock.writeLock().lock();
        try {
            Pieces pieces = pieces(from, to);
            pieces.duplicateScratch();
            pieces.assign();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns the extents that touch {@code window}, cut to it, ascending and without gaps. */
    public List<Extent> extents(ByteRange window) {
        lock.readLock().lock();
        try {
            List<Extent> extents = new ArrayList<>();
            for (long at = window.start(); at < window.end();) {
                ExtentMap.Run run = map.at(at);
                long end = Math.min(run.end(), window.end());
                extents.add(extent(at, end, run.sourceAt(at)));
                at = end;
            }
            return extents;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Returns the whole extent that the byte at {@code offset} lies in. */
    public Extent extentAt(long offset) {
        lock.readLock().lock();
        try {
            ExtentMap.Run run = map.at(offset);
            return extent(run.start(), run.end(), run.source());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public long size() {
        lock.readLock().lock();
        try {
            return map.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public int sectorSize() {
        return base.sectorSize();
    }

    @Override
    public Optional<Geometry> geometry() {
        return base.geometry();
    }

    @Override
    public String description() {
        return base.description();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        lock.readLock().lock();
        try {
            inside(offset, into.remaining(), "read");
            readMapped(offset, into);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        lock.writeLock().lock();
        try {
            inside(offset, from.remaining(), "write");
            while (from.hasRemaining()) {
                int zeros = leadingZeros(offset, from);
                if (zeros >= ZERO_RUN) {
                    map.assign(offset, offset + zeros, ExtentMap.ZERO);
                    from.position(from.position() + zeros);
                    offset += zeros;
                } else {
                    offset += writeUntilZeros(offset, from, zeros);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        lock.writeLock().lock();
        try {
            inside(range.start(), range.length(), "zero");
            long start = Math.min(range.end(), ByteSize.ceil(range.start(), sectorSize()));
            long end = Math.max(start, ByteSize.floor(range.end(), sectorSize()));
            writeData(range.start(), ZEROS.slice(0, (int) (start - range.start())));
            map.assign(start, end, ExtentMap.ZERO);
            writeData(end, ZEROS.slice(0, (int) (range.end() - end)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Says that the range means nothing: it becomes free, but for what is no whole sector. */
    @Override
    public void discard(ByteRange range) throws IOException {
        lock.writeLock().lock();
        try {
            inside(range.start(), range.length(), "discard");
            long start = ByteSize.ceil(range.start(), sectorSize());
            map.assign(start, Math.max(start, ByteSize.floor(range.end(), sectorSize())), ExtentMap.FREE);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Does nothing: what is staged need not survive anything. */
    @Override
    public void flush() {}

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        lock.readLock().lock();
        try {
            inside(window.start(), window.length(), "map");
            RangeSet.Builder data = new RangeSet.Builder();
            for (long at = window.start(); at < window.end();) {
                ExtentMap.Run run = map.at(at);
                long end = Math.min(run.end(), window.end());
                if (run.kind() == ExtentMap.SCRATCH) {
                    data.add(at, end);
                } else if (run.kind() == ExtentMap.BASE) {
                    long distance = run.offsetAt(at) - at;
                    for (ByteRange range : base.data(new ByteRange(at, end).shifted(distance))
                            .shifted(-distance)) {
                        data.add(range.start(), range.end());
                    }
                }
                at = end;
            }
            return data.build();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Removes the scratch; the base stays open. */
    @Override
    public void close() throws IOException {
        scratch.close();
    }

    private void readMapped(long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            ExtentMap.Run run = map.at(offset);
            int length = (int) Math.min(into.remaining(), run.end() - offset);
            ByteBuffer part = into.slice(into.position(), length);
            if (run.kind() == ExtentMap.BASE) {
                base.read(run.offsetAt(offset), part);
            } else if (run.kind() == ExtentMap.SCRATCH) {
                scratch.read(run.offsetAt(offset), part);
            } else {
                while (part.hasRemaining()) {
                    part.put(ZEROS.slice(0, Math.min(BLOCK, part.remaining())));
                }
            }
            into.position(into.position() + length);
            offset += length;
        }
    }

    /** Returns how many bytes at the front of {@code from} are whole blocks of zeros. */
    private int leadingZeros(long offset, ByteBuffer from) {
        if (offset % sectorSize() != 0) {
            return 0;
        }
        int length = 0;
        while (from.remaining() - length >= BLOCK
                && from.slice(from.position() + length, BLOCK).mismatch(ZEROS) < 0) {
            length += BLOCK;
        }
        return length;
    }

    /** Writes the front of {@code from} up to the next long run of zeros; returns its length. */
    private int writeUntilZeros(long offset, ByteBuffer from, int known) throws IOException {
        ByteBuffer rest = from.slice();
        int length = known;
        while (length < rest.capacity()) {
            rest.position(length);
            int zeros = leadingZeros(offset + length, rest);
            if (zeros >= ZERO_RUN) {
                break;
            }
            // after a piece that does not lie on a block, go on where the blocks of the disk begin
            int toBlock = (int) (BLOCK - (offset + length) % BLOCK);
            length = Math.min(rest.capacity(), length + Math.max(zeros, toBlock));
        }
        writeData(offset, rest.slice(0, length));
        from.position(from.position() + length);
        return length;
    }

    /** Writes to the scratch: in place what is there already, the rest at its end. */
    private void writeData(long offset, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            ExtentMap.Run run = map.at(offset);
            long end = offset + from.remaining();
            if (run.kind() == ExtentMap.SCRATCH) {
                end = Math.min(end, run.end());
            } else {
                while (run.end() < end && map.at(run.end()).kind() != ExtentMap.SCRATCH) {
                    run = map.at(run.end());
                }
                end = Math.min(end, run.end());
            }
            ByteBuffer part = from.slice(from.position(), (int) (end - offset));
            from.position(from.position() + part.remaining());
            if (run.kind() == ExtentMap.SCRATCH) {
                scratch.write(run.offsetAt(offset), part);
            } else {
                writeNew(offset, part);
            }
            offset = end;
        }
    }

    /**
     * Writes where no byte is in the scratch yet, with what belongs to the same blocks and is not there
     * either.
     */
    private void writeNew(long offset, ByteBuffer from) throws IOException {
        long end = offset + from.remaining();
        long first = offset;
        long floor = ByteSize.floor(offset, BLOCK);
        while (first > floor && map.at(first - 1).kind() != ExtentMap.SCRATCH) {
            first = Math.max(floor, map.at(first - 1).start());
        }
        long last = end;
        long ceiling = Math.min(ByteSize.ceil(end, BLOCK), map.size());
        while (last < ceiling && map.at(last).kind() != ExtentMap.SCRATCH) {
            last = Math.min(ceiling, map.at(last).end());
        }
        if (first % BLOCK == 0) {
            scratchEnd = ByteSize.ceil(scratchEnd, BLOCK);
        }
        ByteBuffer before = ByteBuffer.allocate((int) (offset - first));
        readMapped(first, before);
        ByteBuffer after = ByteBuffer.allocate((int) (last - end));
        readMapped(end, after);
        scratch.write(scratchEnd, before.flip());
        scratch.write(scratchEnd + (offset - first), from);
        scratch.write(scratchEnd + (end - first), after.flip());
        map.assign(first, last, ExtentMap.SCRATCH | scratchEnd);
        scratchEnd += last - first;
    }

    private Pieces pieces(ByteRange from, long to) throws EOFException {
        if (from.start() % sectorSize() != 0 || from.end() % sectorSize() != 0 || to % sectorSize() != 0) {
            throw new IllegalArgumentException(from + " to " + to + " in sectors of " + sectorSize());
        }
        inside(from.start(), from.length(), "move");
        inside(to, from.length(), "move to");
        return new Pieces(from, to);
    }

    private void inside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > map.size() - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description(), action, length, offset, map.size()));
        }
    }

    private static Extent extent(long start, long end, long source) {
        ExtentMap.Run run = new ExtentMap.Run(start, end, source);
        Source from = run.kind() == ExtentMap.BASE ? new Source.Base(run.offsetAt(start))
                : run.kind() == ExtentMap.SCRATCH ? new Source.Scratch(run.offsetAt(start))
                : run.kind() == ExtentMap.ZERO ? new Source.Zero() : new Source.Free();
        return new Extent(new ByteRange(start, end), from);
    }

    /** The map of a range, taken out to be put in somewhere else: starts at the target, and sources. */
    private final class Pieces {

        private final ByteRange target;
        private final long[] starts;
        private final long[] sources;

        Pieces(ByteRange from, long to) {
            target = ByteRange.of(to, from.length());
            int count = 0;
            for (long at = from.start(); at < from.end(); at = map.at(at).end()) {
                count++;
            }
            starts = new long[count];
            sources = new long[count];
            long at = from.start();
            for (int i = 0; i < count; i++) {
                ExtentMap.Run run = map.at(at);
                starts[i] = at - from.start() + to;
                sources[i] = run.sourceAt(at);
                at = run.end();
            }
        }

        void assign() {
            for (int i = 0; i < starts.length; i++) {
                map.assign(starts[i], end(i), sources[i]);
            }
        }

        void duplicateScratch() throws IOException {
            for (int i = 0; i < starts.length; i++) {
                ExtentMap.Run run = new ExtentMap.Run(starts[i], end(i), sources[i]);
                if (run.kind() == ExtentMap.SCRATCH) {
                    long copy = ByteSize.ceil(scratchEnd, BLOCK);
                    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(1 << 20, run.end() - run.start()));
                    for (long at = run.start(); at < run.end(); at += buffer.limit()) {
                        buffer.clear().limit((int) Math.min(buffer.capacity(), run.end() - at));
                        scratch.read(run.offsetAt(at), buffer);
                        scratch.write(copy + (at - run.start()), buffer.flip());
                    }
                    scratchEnd = copy + (run.end() - run.start());
                    sources[i] = ExtentMap.SCRATCH | copy;
                }
            }
        }

        private long end(int index) {
            return index + 1 < starts.length ? starts[index + 1] : target.end();
        }
    }
}
