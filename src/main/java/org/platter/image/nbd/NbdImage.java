package org.platter.image.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.Sectors;
import org.platter.image.Span;

/**
 * An image that another program serves: QEMU, started for it, or a server that somebody else runs. QEMU holds
 * the locks of what it serves.
 */
public final class NbdImage implements DiskImage {

    private static final int HEAD = 8192;

    /**
     * The files of an image that QEMU serves; they are closed with it.
     *
     * @param file of the image, open for reading at least
     * @param others that belong to the image itself
     * @param backing what QEMU also opens, if that is to be followed
     * @param unopened the name of what the image is based on where that is not followed
     * @param lost bytes of the disk that are missing
     * @param allocation how the image grows, where that is known
     */
    public record Files(HostFile file, List<? extends StoredFile> others, Optional<DiskImage> backing,
            Optional<String> unopened, RangeSet lost, Optional<Allocation> allocation) {}

    private final Path path;
    private final String format;
    private final NbdDevice device;
    private final Optional<Files> files;
    private final boolean isInMaking;
    /** Ends what serves it. */
    private final Closeable server;

    private NbdImage(Path path, String format, NbdDevice device, Optional<Files> files, boolean isInMaking,
            Closeable server) {
        this.path = path;
        this.format = format;
        this.device = device;
        this.files = files;
        this.isInMaking = isInMaking;
        this.server = server;
    }

    /**
     * Opens an export of a server that runs already.
     *
     * @param path what names it, for messages
     */
    public static NbdImage connect(NbdAddress address, Path path, boolean writable, OptionalInt sectorSize)
            throws IOException {
        Connection connection = NbdDevice.connect(address, NbdDevice.PATIENCE);
        try {
            NbdDevice device = device(connection, address.toString(), writable, sectorSize);
            return new NbdImage(path, "nbd", device, Optional.empty(), false, connection);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Lets QEMU serve an image file. The files stay open where this fails.
     *
     * @param node all that QEMU is to open
     * @param format its name for people
     * @param passphrase of an encrypted image
     */
    public static NbdImage serve(QemuNode node, String format, Files files, Opening how,
            Optional<String> passphrase, OptionalInt sectorSize) throws IOException {
        QemuServer server = QemuServer.start(node, how, passphrase);
        try {
            Path path = files.file.path();
            NbdDevice device = device(server.connection(), String.valueOf(path.getFileName()), how.writable(),
                    sectorSize);
            return new NbdImage(path, format, device, Optional.of(files), how.inMaking(), server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static NbdDevice device(Connection connection, String description, boolean writable,
            OptionalInt sectorSize) throws IOException {
        if (sectorSize.isPresent()) {
            return new NbdDevice(connection, description, sectorSize.getAsInt(), writable);
        }
        NbdDevice device = new NbdDevice(connection, description, 512, writable);
        ByteBuffer head = device.read(0, (int) Math.min(HEAD, device.size()));
        int sector = Sectors.size(head);
        return sector == 512 ? device : new NbdDevice(connection, description, sector, writable);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String format() {
        return format;
    }

    /** QEMU changes the size of hardly any format, so that a new image is made in its place. */
    @Override
    public void resize(long size) throws IOException {
        throw new IOException(isRemote() ? path + " is on a server, which alone can change its size."
                : format + " images keep their size; a new image of another size can be made of it.");
    }

    @Override
    public long allocatedBytes() throws IOException {
        if (files.isEmpty()) {
            return 0;
        }
        long bytes = files.get().file.allocatedBytes();
        for (StoredFile other : files.get().others) {
            bytes += other.allocatedBytes();
        }
        return bytes;
    }

    @Override
    public HostFile file() {
        return files.map(Files::file).orElseThrow(() -> new IllegalStateException(path
                + " has no file on this machine"));
    }

    @Override
    public boolean isRemote() {
        return files.isEmpty();
    }

    /** The program that serves it holds the locks; nothing more can be locked here. */
    @Override
    public Optional<HostFile.Lock> tryLock(boolean exclusive) {
        return Optional.of(() -> { });
    }

    @Override
    public Optional<Allocation> allocation() {
        return files.flatMap(Files::allocation);
    }

    @Override
    public Optional<DiskImage> backing() {
        return files.flatMap(Files::backing);
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public int sectorSize() {
        return device.sectorSize();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public boolean isWritable() {
        return device.isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (files.isPresent()) {
            checkReadable(files.get(), offset, into.remaining());
        }
        device.read(offset, into);
    }

    /** What is not there would be read as zeros. */
    private void checkReadable(Files known, long offset, int length) throws IOException {
        if (length == 0 || known.lost.isEmpty() && known.unopened.isEmpty() || !isInside(offset, length)) {
            return; // where it is not inside, the device says so
        }
        ByteRange range = ByteRange.of(offset, length);
        if (!known.lost.within(range).isEmpty()) {
            throw new IOException(String.format("%s: cannot read %d bytes at 0x%x: the image is cut "
                    + "short, and they are missing", description(), length, offset));
        }
        if (known.unopened.isPresent()
                && spans(range).stream().anyMatch(span -> span.kind() == Span.Kind.UNALLOCATED)) {
            throw new IOException(known.unopened.get() + ", which " + path + " is based on, was not opened.");
        }
    }

    private boolean isInside(long offset, long length) {
        return offset >= 0 && offset <= size() - length;
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        device.write(offset, from);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        device.zero(range);
    }

    @Override
    public void discard(ByteRange range) throws IOException {
        device.discard(range);
    }

    @Override
    public void flush() throws IOException {
        device.flush();
        if (isInMaking && files.isPresent()) { // QEMU was told to leave that out
            files.get().file.sync();
            for (StoredFile other : files.get().others) {
                other.sync();
            }
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        RangeSet data = device.data(window);
        return files.isPresent() && !files.get().lost.isEmpty()
                ? data.union(files.get().lost.within(window)) : data;
    }

    /** Where the server tells; what lies in the backing file counts as not allocated here. */
    @Override
    public List<Span> spans(ByteRange window) throws IOException {
        if (device.export().depth().isEmpty() || device.export().allocation().isEmpty()) {
            return DiskImage.super.spans(window).stream()
                    .map(span -> new Span(span.range(), span.kind(), OptionalLong.empty())).toList();
        }
        RangeSet data = data(window);
        List<Span> spans = new ArrayList<>();
        device.states(window, device.export().depth(), (range, depth) -> {
            if (depth != 1) {
                add(spans, range, Span.Kind.UNALLOCATED);
                return;
            }
            long at = range.start();
            for (ByteRange part : data.within(range)) {
                add(spans, new ByteRange(at, part.start()), Span.Kind.ZERO);
                add(spans, part, Span.Kind.DATA);
                at = part.end();
            }
            add(spans, new ByteRange(at, range.end()), Span.Kind.ZERO);
        });
        return spans;
    }

    private static void add(List<Span> spans, ByteRange range, Span.Kind kind) {
        if (range.isEmpty()) {
            return;
        }
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).kind() == kind) {
            spans.set(last, new Span(new ByteRange(spans.get(last).range().start(), range.end()), kind,
                    OptionalLong.empty()));
        } else {
            spans.add(new Span(range, kind, OptionalLong.empty()));
        }
    }

    @Override
    public void close() throws IOException {
        List<Closeable> all = new ArrayList<>(List.of(server));
        files.ifPresent(known -> {
            known.backing.ifPresent(all::add);
            all.addAll(known.others);
            all.add(known.file);
        });
        IOException first = null;
        for (Closeable one : all) {
            try {
                one.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
