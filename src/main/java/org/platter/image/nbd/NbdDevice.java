package org.platter.image.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * A disk that a server exports by the NBD protocol. Several threads may use it; long reads and writes are
 * split, and their parts are under way together.
 */
final class NbdDevice implements BlockDevice {

    /** How long a server may say nothing; a flush of a slow disk takes its time. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int CONNECT_MILLIS = 15_000;
    private static final int PIECE = 2 << 20;
    /** Zeroing more at once might take a server longer than it may be silent. */
    private static final int ZERO_PIECE = 256 << 20;
    private static final int STATUS_PIECE = 1 << 30;
    private static final int UNDER_WAY = 8;

    private final Connection connection;
    private final Export export;
    private final String description;
    private final int sectorSize;
    private final boolean writable;
    private final long size;
    /** Who changes a part of a block reads and writes all of it, so nobody else may write meanwhile. */
    private final ReadWriteLock edges = new ReentrantReadWriteLock();

    /** @throws IOException if it is to be written and the server does not allow that */
    NbdDevice(Connection connection, String description, int sectorSize,
            boolean writable) throws IOException {
        this.connection = connection;
        this.export = connection.export();
        this.description = description;
        this.sectorSize = sectorSize;
        this.writable = writable;
        this.size = ByteSize.floor(export.size(), Math.max(sectorSize, export.minimumBlock()));
        if (writable && export.can(Protocol.CAN_NOT_WRITE)) {
            throw new IOException("The server of " + description + " allows reading only.");
        }
    }

    /** Connects to a server. */
    static Connection connect(NbdAddress address, Duration patience) throws IOException {
        String name = address.toString();
        SocketChannel channel = channel(address);
        try {
            return new Connection(name, channel, address.export(), patience, Optional::empty);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel channel(NbdAddress address) throws IOException {
        try {
            if (address.socket().isPresent()) {
                return SocketChannel.open(UnixDomainSocketAddress.of(address.socket().get()));
            }
            SocketChannel channel = SocketChannel.open();
            try {
                SocketAddress remote = new InetSocketAddress(address.host().orElseThrow(), address.port());
                channel.socket().connect(remote, CONNECT_MILLIS);
                channel.socket().setTcpNoDelay(true);
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (java.nio.channels.UnresolvedAddressException | java.net.UnknownHostException e) {
            throw new IOException("There is no machine of the name in " + address + ".", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "Cannot connect to " + address + ": " + Words.printable(String.valueOf(e.getMessage()))
                            + ".",
                    e);
        }
    }

    Export export() {
        return export;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        check(offset, into.remaining(), "read");
        long start = ByteSize.floor(offset, export.minimumBlock());
        long end = ByteSize.ceil(offset + into.remaining(), export.minimumBlock());
        if (end - start == into.remaining()) {
            readBlocks(offset, into);
            return;
        }
        // Whole blocks around it: by way of a buffer of a piece at a time.
        while (into.hasRemaining()) {
            long from = ByteSize.floor(offset, export.minimumBlock());
            int skipped = (int) (offset - from);
            int length = Math.min(into.remaining(), PIECE - skipped);
            ByteBuffer blocks = ByteBuffer.allocate(
                    (int) ByteSize.ceil((long) skipped + length, export.minimumBlock()));
            readBlocks(from, blocks);
            into.put(blocks.slice(skipped, length));
            offset += length;
        }
    }

    private void readBlocks(long offset, ByteBuffer into) throws IOException {
        ByteBuffer rest = into.slice();
        Flight flight = new Flight("read");
        int piece = Math.min(PIECE, export.maximumBlock());
        for (int at = 0; at < rest.capacity(); at += piece) {
            int length = Math.min(piece, rest.capacity() - at);
            flight.add(Request.read(offset + at, rest.slice(at, length)));
        }
        flight.land();
        into.position(into.limit());
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        checkChange(offset, from.remaining(), "write");
        long start = ByteSize.ceil(offset, export.minimumBlock());
        long end = ByteSize.floor(offset + from.remaining(), export.minimumBlock());
        ByteBuffer bytes = from.slice();
        if (start > end) {
            writePart(offset, bytes);
        } else {
            writePart(offset, bytes.slice(0, (int) (start - offset)));
            edges.readLock().lock();
            try {
                writeBlocks(start, bytes.slice((int) (start - offset), (int) (end - start)));
            } finally {
                edges.readLock().unlock();
            }
            writePart(end, bytes.slice((int) (end - offset), bytes.capacity() - (int) (end - offset)));
        }
        from.position(from.limit());
    }

    private void writeBlocks(long offset, ByteBuffer bytes) throws IOException {
        Flight flight = new Flight("write");
        int piece = Math.min(PIECE, export.maximumBlock());
        for (int at = 0; at < bytes.capacity(); at += piece) {
            flight.add(Request.write(offset + at, bytes.slice(at, Math.min(piece, bytes.capacity() - at))));
        }
        flight.land();
    }

    /** Writes bytes inside of one block. */
    private void writePart(long offset, ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        long block = ByteSize.floor(offset, export.minimumBlock());
        ByteBuffer whole = ByteBuffer.allocate(export.minimumBlock());
        edges.writeLock().lock();
        try {
            readBlocks(block, whole);
            whole.put((int) (offset - block), bytes, 0, bytes.remaining());
            writeBlocks(block, whole.clear());
        } finally {
            edges.writeLock().unlock();
        }
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        checkChange(range.start(), range.length(), "zero");
        long start = ByteSize.ceil(range.start(), export.minimumBlock());
        long end = ByteSize.floor(range.end(), export.minimumBlock());
        if (start >= end || !export.can(Protocol.CAN_WRITE_ZEROES)) {
            writeZeros(range.start(), range.end());
            return;
        }
        writeZeros(range.start(), start);
        edges.readLock().lock();
        try {
            sendPieces(Protocol.WRITE_ZEROES, "zero", start, end);
        } finally {
            edges.readLock().unlock();
        }
        writeZeros(end, range.end());
    }

    private void writeZeros(long start, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PIECE, end - start));
        for (long at = start; at < end; at += zeros.limit()) {
            write(at, zeros.clear().limit((int) Math.min(zeros.capacity(), end - at)));
        }
    }

    @Override
    public void discard(ByteRange range) throws IOException {
        checkChange(range.start(), range.length(), "discard");
        if (export.can(Protocol.CAN_TRIM)) {
            sendPieces(Protocol.TRIM, "discard", ByteSize.ceil(range.start(), export.minimumBlock()),
                    ByteSize.floor(range.end(), export.minimumBlock()));
        }
    }

    private void sendPieces(int type, String action, long start, long end) throws IOException {
        Flight flight = new Flight(action);
        for (long at = start; at < end; at += ZERO_PIECE) {
            flight.add(Request.of(type, at, (int) Math.min(ZERO_PIECE, end - at)));
        }
        flight.land();
    }

    @Override
    public void flush() throws IOException {
        if (writable && export.can(Protocol.CAN_FLUSH)) {
            Flight flight = new Flight("make durable");
            flight.add(Request.of(Protocol.FLUSH, 0, 0));
            flight.land();
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        check(window.start(), window.length(), "map");
        if (export.allocation().isEmpty()) {
            return RangeSet.of(window);
        }
        RangeSet.Builder data = new RangeSet.Builder();
        states(window, export.allocation(), (range, flags) -> {
            if ((flags & Protocol.STATE_ZERO) == 0) {
                data.add(range.start(), range.end());
            }
        });
        return data.build();
    }

    /** Takes what a server says of a range of the disk. */
    @FunctionalInterface
    interface StateSink {
        void accept(ByteRange range, int flags);
    }

    /** Asks for the states of {@code window} in one context, and hands them on in ascending order. */
    void states(ByteRange window, OptionalInt context, StateSink sink) throws IOException {
        long at = window.start();
        while (at < window.end()) {
            long start = ByteSize.floor(at, export.minimumBlock());
            int length = (int) Math.min(STATUS_PIECE, ByteSize.ceil(window.end(),
                    export.minimumBlock()) - start);
            Request request = connection.send(Request.of(Protocol.BLOCK_STATUS, start, length));
            Optional<String> refused = request.await();
            int[] states = request.states.get(context.orElseThrow());
            if (refused.isPresent() || states == null) {
                throw failure("map", start, length, refused.orElse("the server does not tell"));
            }
            long from = start;
            for (int i = 0; i < states.length && from < window.end(); i += 2) {
                long end = Math.addExact(from, Integer.toUnsignedLong(states[i]));
                if (end <= from) {
                    throw failure("map", start, length, "the server's answer makes no sense");
                }
                if (end > at) {
                    sink.accept(new ByteRange(at, Math.min(end, window.end())), states[i + 1]);
                    at = Math.min(end, window.end());
                }
                from = end;
            }
        }
    }

    /** Ends the connection; a server of QEMU's that has no other one ends then. */
    @Override
    public void close() throws IOException {
        connection.close();
    }

    /** Requests of one call, a few of them under way at a time. */
    private final class Flight {

        private final String action;
        private final Deque<Request> underWay = new ArrayDeque<>();
        private @Nullable IOException failure;

        Flight(String action) {
            this.action = action;
        }

        void add(Request request) {
            if (failure != null) {
                return;
            }
            if (underWay.size() >= UNDER_WAY) {
                take();
            }
            try {
                underWay.add(connection.send(request));
            } catch (IOException e) {
                failure = e;
            }
        }

        /** Waits for all, whatever becomes of them: their buffers are the caller's. */
        void land() throws IOException {
            while (!underWay.isEmpty()) {
                take();
            }
            if (failure != null) {
                throw failure;
            }
        }

        private void take() {
            Request request = underWay.remove();
            try {
                request.await().ifPresent(reason -> {
                    if (failure == null) {
                        failure = failure(action, request.offset, request.length, reason);
                    }
                });
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
    }

    private IOException failure(String action, long offset, long length, String reason) {
        return new IOException(length == 0 ? description + ": cannot " + action + ": " + reason
                : String.format("%s: cannot %s %d bytes at 0x%x: %s", description, action, length, offset,
                        reason));
    }

    private void checkChange(long offset, long length, String action) throws IOException {
        if (!writable) {
            throw new IOException(description + " was opened for reading only");
        }
        check(offset, length, action);
    }

    private void check(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > size - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description, action, length, offset, size));
        }
    }
}
