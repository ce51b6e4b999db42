package org.platter.session.remote;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;

/** The disk in an image that the client has open: every byte is asked for, and nothing can be written. */
final class LentDisk implements BlockDevice {

    private final ClientSources client;
    private final String path;
    private final long size;
    private final int sectorSize;

    private LentDisk(ClientSources client, String path, long size, int sectorSize) {
        this.client = client;
        this.path = path;
        this.size = size;
        this.sectorSize = sectorSize;
    }

    /** Asks the client for the image that a request names as {@code path}. */
    static LentDisk open(ClientSources client, String path) throws IOException, Refusal {
        if (client.ask(Lender.DISK, path) instanceof List<?> facts && facts.size() == 2
                && facts.get(0) instanceof Long size && size >= 0
                && facts.get(1) instanceof Integer sector && (sector == 512 || sector == 1024
                        || sector == 2048 || sector == 4096)) {
            return new LentDisk(client, path, size, sector);
        }
        throw ClientSources.strange();
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
        return path;
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset > size - into.remaining()) {
            throw new EOFException(String.format("%s: cannot read %d bytes at 0x%x: it ends at 0x%x", path,
                    into.remaining(), offset, size));
        }
        for (long at = offset; into.hasRemaining();) {
            int length = Math.min(into.remaining(), Lender.MAX_READ);
            if (!(ask(Lender.READ, at, length) instanceof byte[] bytes) || bytes.length != length) {
                throw ClientSources.strange();
            }
            into.put(bytes);
            at += length;
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        List<ByteRange> ranges = new ArrayList<>();
        if (!(ask(Lender.DATA, window.start(), window.end()) instanceof List<?> given)) {
            throw ClientSources.strange();
        }
        for (Object one : given) {
            if (!(one instanceof ByteRange range)) {
                throw ClientSources.strange();
            }
            range.intersection(window).ifPresent(ranges::add);
        }
        return RangeSet.of(ranges);
    }

    private Object ask(String what, long first, long second) throws IOException {
        try {
            return client.ask(what, path, first, second);
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw new IOException(path + " is only lent.");
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw new IOException(path + " is only lent.");
    }

    @Override
    public void flush() {
        // nothing was written
    }

    @Override
    public void close() {
        // the client closes it when the request has ended
    }
}
