package org.platter.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.host.FuseMount;
import org.platter.host.HostFailure;

/**
 * Answers the kernel's requests for one file whose bytes are a device's ({@code linux/fuse.h}, protocol
 * 7.31). The file's size is the device's for ever: a truncation succeeds and does nothing, as on a block
 * device, so that {@code resize2fs} and {@code mkntfs} go on; a write past the end is short or fails with
 * ENOSPC. Writes are never held back by the kernel, so that each one's failure reaches the program that made
 * it.
 */
final class FuseServer {

    private static final int EIO = 5;
    private static final int ENXIO = 6;
    private static final int EINVAL = 22;
    private static final int ENOTTY = 25;
    private static final int ENOSPC = 28;
    private static final int EROFS = 30;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    /** Lengths of the headers of a request and of a reply. */
    private static final int IN = 40;
    private static final int OUT = 16;
    private static final int WRITE_IN = 40;
    private static final int INIT = 26;
    private static final int NO_REPLY = -1;

    /** ASYNC_READ, BIG_WRITES, ASYNC_DIO, MAX_PAGES. */
    private static final int WANTED = 1 | 1 << 5 | 1 << 15 | 1 << 22;
    private static final int FOPEN_KEEP_CACHE = 2;
    private static final int O_ACCMODE = 3;
    private static final int FALLOC_KEEP_SIZE = 1;
    private static final int FALLOC_PUNCH_HOLE = 2;
    private static final int FALLOC_ZERO_RANGE = 0x10;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    /** Bytes whose holes are asked for at once. */
    private static final long MAP_FIRST = 1L << 22;
    private static final long MAP_MOST = 1L << 30;
    private static final long ATTRIBUTES_VALID_SECONDS = 86400;

    private final FuseMount mount;
    private final BlockDevice device;
    private final long size;
    private final AtomicInteger threads;
    private final AtomicInteger writers = new AtomicInteger();
    private @Nullable IOException failure;

    private final CountDownLatch beginning = new CountDownLatch(1);

    /** @param threads how many will serve; counted from the beginning, so that none comes after the end */
    FuseServer(FuseMount mount, BlockDevice device, int threads) {
        this.mount = mount;
        this.device = device;
        this.size = device.size();
        this.threads = new AtomicInteger(threads);
    }

    /** The files that programs have open for writing. */
    int writers() {
        return writers.get();
    }

    /** Returns the first failure of the device, or null where all went well. */
    synchronized @Nullable IOException failure() {
        return failure;
    }

    /** Answers requests until there are none any more: the whole life of each of the threads. */
    void serve() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(FuseMount.MAX_DATA + 4096)
                .order(ByteOrder.nativeOrder());
        try {
            while (mount.receive(buffer.clear()) > 0) {
                answer(buffer);
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            if (threads.decrementAndGet() == 0) {
                mount.close(); // programs that still have the file open get errors now, and do not wait
            }
        }
    }

    private void answer(ByteBuffer buffer) throws IOException {
        int operation = buffer.getInt(4);
        long unique = buffer.getLong(8);
        int length;
        int errno = 0;
        try {
            length = reply(operation, buffer);
            if (length == NO_REPLY) {
                return;
            }
        } catch (Errno e) {
            length = 0;
            errno = e.number;
        } catch (IOException | RuntimeException | Error e) { // whatever it was: no program may wait for ever
            fail(e);
            length = 0;
            errno = isNoSpace(e) ? ENOSPC : EIO;
        }
        buffer.clear();
        buffer.putInt(0, OUT + length).putInt(4, -errno).putLong(8, unique);
        mount.send(buffer.limit(OUT + length));
        if (operation == INIT) {
            beginning.countDown();
        }
    }

    /** Waits until the kernel has greeted and been answered; returns whether it has. */
    boolean awaitBeginning(long seconds) {
        try {
            return beginning.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Puts the reply's body behind its header and returns the body's length; the request lies in the same
     * bytes.
     */
    private int reply(int operation, ByteBuffer buffer) throws IOException, Errno {
        return switch (operation) {
            case INIT -> initialise(buffer);
            case 3, 4 -> attributes(buffer); // GETATTR, SETATTR
            case 14 -> open(buffer);
            case 15 -> read(buffer);
            case 16 -> write(buffer);
            case 17 -> statistics(buffer);
            case 18 -> release(buffer);
            case 20, 25, 34, 38 -> 0; // FSYNC, FLUSH, ACCESS, DESTROY: every write is in the device already
            case 43 -> allocate(buffer);
            case 46 -> seek(buffer);
            case 2, 36, 42 -> NO_REPLY; // FORGET, INTERRUPT, BATCH_FORGET
            case 39 -> throw new Errno(ENOTTY); // IOCTL
            default -> throw new Errno(ENOSYS);
        };
    }

    private static int initialise(ByteBuffer buffer) {
        int minor = buffer.getInt(IN + 4);
        int readAhead = buffer.getInt(IN + 8);
        int offered = buffer.getInt(IN + 12);
        clear(buffer, 64);
        buffer.putInt(OUT, 7).putInt(OUT + 4, Math.min(31, minor)).putInt(OUT + 8, readAhead);
        buffer.putInt(OUT + 12, offered & WANTED);
        // background requests, congestion
        buffer.putShort(OUT + 16, (short) 16).putShort(OUT + 18, (short) 12);
        buffer.putInt(OUT + 20, FuseMount.MAX_DATA);
        buffer.putInt(OUT + 24, 1); // granularity of time in nanoseconds
        buffer.putShort(OUT + 28, (short) (FuseMount.MAX_DATA / 4096));
        return 64;
    }

    private int attributes(ByteBuffer buffer) {
        long now = System.currentTimeMillis() / 1000;
        clear(buffer, 104);
        buffer.putLong(OUT, ATTRIBUTES_VALID_SECONDS);
        int at = OUT + 16;
        buffer.putLong(at, 1).putLong(at + 8, size).putLong(at + 16, (size + 511) / 512);
        buffer.putLong(at + 24, now).putLong(at + 32, now).putLong(at + 40, now);
        buffer.putInt(at + 60, device.isWritable() ? 0100600 : 0100400).putInt(at + 64, 1);
        buffer.putInt(at + 68, mount.user()).putInt(at + 72, mount.group()).putInt(at + 80, 4096);
        return 104;
    }

    private int open(ByteBuffer buffer) throws Errno {
        if ((buffer.getInt(IN) & O_ACCMODE) != 0) {
            if (!device.isWritable()) {
                throw new Errno(EROFS);
            }
            writers.incrementAndGet();
        }
        clear(buffer, 16);
        buffer.putInt(OUT + 8, FOPEN_KEEP_CACHE); // nobody but the programs changes the file
        return 16;
    }

    private int release(ByteBuffer buffer) {
        if ((buffer.getInt(IN + 8) & O_ACCMODE) != 0) {
            writers.decrementAndGet();
        }
        return 0;
    }

    private int read(ByteBuffer buffer) throws IOException {
        long offset = buffer.getLong(IN + 8);
        long wanted = Integer.toUnsignedLong(buffer.getInt(IN + 16));
        int length = (int) Math.max(0, Math.min(Math.min(wanted, FuseMount.MAX_DATA), size - offset));
        if (length > 0) {
            device.read(offset, buffer.slice(OUT, length));
        }
        return length;
    }

    private int write(ByteBuffer buffer) throws IOException, Errno {
        long offset = buffer.getLong(IN + 8);
        long wanted = Integer.toUnsignedLong(buffer.getInt(IN + 16));
        if (offset >= size && wanted > 0) {
            throw new Errno(ENOSPC);
        }
        int length = (int) Math.min(Math.min(wanted, FuseMount.MAX_DATA), size - offset);
        device.write(offset, buffer.slice(IN + WRITE_IN, length));
        clear(buffer, 8);
        buffer.putInt(OUT, length);
        return 8;
    }

    private int allocate(ByteBuffer buffer) throws IOException, Errno {
        long offset = buffer.getLong(IN + 8);
        long length = buffer.getLong(IN + 16);
        int mode = buffer.getInt(IN + 24);
        if ((mode & ~(FALLOC_KEEP_SIZE | FALLOC_PUNCH_HOLE | FALLOC_ZERO_RANGE)) != 0) {
            throw new Errno(EOPNOTSUPP);
        }
        boolean isZeroing = (mode & (FALLOC_PUNCH_HOLE | FALLOC_ZERO_RANGE)) != 0;
        long end = offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
        if (end > size && (mode & FALLOC_PUNCH_HOLE) == 0) {
            throw new Errno(ENOSPC);
        }
        if (isZeroing && offset < size) {
            device.zero(new ByteRange(offset, Math.min(end, size)));
        }
        return 0;
    }

    private int seek(ByteBuffer buffer) throws IOException, Errno {
        long offset = buffer.getLong(IN + 8);
        int whence = buffer.getInt(IN + 16);
        if (whence != SEEK_DATA && whence != SEEK_HOLE) {
            throw new Errno(EINVAL);
        }
        long found = whence == SEEK_DATA ? data(offset) : hole(offset);
        if (offset < 0 || offset >= size || found < 0) {
            throw new Errno(ENXIO);
        }
        buffer.putLong(OUT, found);
        return 8;
    }

    /** Returns the first byte from {@code offset} on that is in no hole, -1 for none. */
    private long data(long offset) throws IOException {
        return first(offset, device::data).orElse(-1);
    }

    /** Returns the first byte from {@code offset} on that is in a hole, of which there is one at the end. */
    private long hole(long offset) throws IOException {
        return first(offset, window -> device.data(window).complementWithin(window)).orElse(size);
    }

    @FunctionalInterface
    private interface HoleMap {
        RangeSet of(ByteRange window) throws IOException;
    }

    /** Looks close by first: who asks goes on from what is found. */
    private OptionalLong first(long offset, HoleMap map) throws IOException {
        long length = MAP_FIRST;
        for (long at = offset; at >= 0 && at < size; at += length, length = Math.min(2 * length, MAP_MOST)) {
            length = Math.min(length, size - at);
            RangeSet found = map.of(ByteRange.of(at, length));
            if (!found.isEmpty()) {
                return OptionalLong.of(found.get(0).start());
            }
        }
        return OptionalLong.empty();
    }

    private static int statistics(ByteBuffer buffer) {
        clear(buffer, 80);
        buffer.putInt(OUT + 40, 4096).putInt(OUT + 44, 255); // block size, longest name
        return 80;
    }

    private static void clear(ByteBuffer buffer, int length) {
        for (int i = 0; i < length; i += 4) {
            buffer.putInt(OUT + i, 0);
        }
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e instanceof IOException io ? io : new IOException(device.description() + ": " + e, e);
        }
    }

    private static boolean isNoSpace(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof HostFailure host && host.isNoSpace()) {
                return true;
            }
        }
        return false;
    }

    /** What a request is answered with where that is no fault of the device. */
    private static final class Errno extends Exception {
        private final int number;

        Errno(int number) {
            super(null, null, false, false);
            this.number = number;
        }
    }
}
