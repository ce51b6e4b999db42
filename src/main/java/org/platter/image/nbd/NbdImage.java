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
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.Sectors;
import org.platter.image.Span;
import org.platter.image.foreign.ForeignHeader;
import org.platter.image.foreign.Growth;

/**
 * An image that another program serves: QEMU, started for it, or a server that somebody else runs. QEMU holds
 * the locks of what it serves. Long, since the change from a server that only reads to one that writes
 * concerns every call.
 */
public final class NbdImage implements DiskImage {

    private static final int HEAD = 8192;
    private static final int SECTOR = 512;

    /**
     * The files of an image that QEMU serves; they are closed with it.
     *
     * @param file of the image, open for reading at least
     * @param others that belong to the image itself
     * @param backing what QEMU also opens, if that is to be followed
     * @param unopened the name of what the image is based on where that is not followed
     * @param lost bytes of the disk that are missing
     * @param allocation how the image grows, where that is known
     * @param size bytes of the disk, as the headers have it
     */
    public record Files(HostFile file, List<? extends StoredFile> others, Optional<DiskImage> backing,
            Optional<String> unopened, RangeSet lost, Optional<Allocation> allocation, long size) {

        /** Returns the same with another size. */
        Files with(ForeignHeader header) throws IOException {
            return new Files(file, others, backing, unopened, lost, header.allocation(others),
                    header.facts().size());
        }

        List<HostFile> all() {
            List<HostFile> all = new ArrayList<>(List.of(file));
            for (StoredFile other : others) {
                if (other instanceof HostStoredFile host) {
                    all.add(host.file());
                }
            }
            backing.ifPresent(below -> all.addAll(below.files()));
            return all;
        }
    }

    private final Path path;
    private final String format;
    private volatile Optional<Files> files;
    private final Optional<Later> later;
    private final boolean isInMaking;
    private final boolean hasPassphrase;
    /** Whether QEMU has replayed a log that Platter has not read. */
    private boolean isReplayed;
    /** Held while a request is under way, and alone while another server takes over. */
    private final ReadWriteLock serving = new ReentrantReadWriteLock();
    private NbdDevice device;
    /** Ends what serves it. */
    private Closeable server;
    private volatile boolean isBegun;

    private NbdImage(Path path, String format, NbdDevice device, Optional<Files> files, Optional<Later> later,
            boolean isInMaking, boolean hasPassphrase, Closeable server) {
        this.path = path;
        this.format = format;
        this.device = device;
        this.files = files;
        this.later = later;
        this.isInMaking = isInMaking;
        this.hasPassphrase = hasPassphrase;
        this.server = server;
        this.isBegun = later.isEmpty();
    }

    /** What it takes to serve to write what is served to read so far. */
    private record Later(QemuNode node, QemuNode nodeToRead, Opening how, Optional<String> passphrase,
            OptionalInt sectorSize, Checks checks, HostFile.Lock reserved) {}

    /** What is to be looked at, and noted, when QEMU has opened an image to write it. */
    @FunctionalInterface
    public interface Checks {
        void run() throws IOException;
    }

    /** A server, and what it serves. */
    private record Served(NbdDevice device, QemuServer server) {

        static Served start(QemuNode node, Opening how, Optional<String> passphrase, Files files,
                OptionalInt sectorSize, boolean isWritable) throws IOException {
            QemuServer server = QemuServer.start(node, files.all(), how, passphrase);
            try {
                Path path = files.file.path();
                NbdDevice device = NbdImage.device(server.connection(), String.valueOf(path.getFileName()),
                        isWritable, sectorSize);
                long size = device.export().size();
                if (Math.abs(size - files.size) >= SECTOR) {
                    throw new IOException(path + " has a disk of " + files.size + " bytes by its own "
                            + "headers, and QEMU reads one of " + size
                            + " bytes in it; it is damaged, or made to "
                            + "mislead.");
                }
                return new Served(device, server);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        }
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
            return new NbdImage(path, "nbd", device, Optional.empty(), Optional.empty(), false,
                    false, connection);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Lets QEMU serve an image file. The files stay open where this fails. An image to be written is opened
     * to be read, until it is: to open it for writing changes some formats (C1).
     *
     * @param node all that QEMU is to open
     * @param nodeToRead the same where nothing may be written yet
     * @param format its name for people
     * @param passphrase of an encrypted image
     * @param checks carried out when QEMU has opened it for writing, and nothing is written yet
     */
    public static NbdImage serve(QemuNode node, QemuNode nodeToRead, String format, Files files, Opening how,
            Optional<String> passphrase, OptionalInt sectorSize, Checks checks) throws IOException {
        Path path = files.file.path();
        boolean isLooking = how.writable() && how.looking();
        if (isLooking && files.file.isReserved()) {
            throw QemuWords.inUse(path, null);
        }
        if (!how.writable() || how.inMaking() || isLooking) {
            Opening now = isLooking ? how.withWritable(false) : how;
            Served served = Served.start(isLooking ? nodeToRead : node, now, passphrase, files, sectorSize,
                    now.writable());
            return new NbdImage(path, format, served.device, Optional.of(files), Optional.empty(),
                    how.inMaking(), passphrase.isPresent(), served.server).replayed(nodeToRead.isReplayed());
        }
        HostFile.Lock reserved = files.file.tryReserve().orElseThrow(() -> QemuWords.inUse(path, null));
        try {
            Served served = Served.start(nodeToRead, how.withWritable(false), passphrase, files, sectorSize,
                    false);
            Later later = new Later(node, nodeToRead, how, passphrase, sectorSize, checks, reserved);
            return new NbdImage(path, format, served.device, Optional.of(files), Optional.of(later), false,
                    passphrase.isPresent(), served.server).replayed(nodeToRead.isReplayed());
        } catch (IOException | RuntimeException e) {
            reserved.close();
            throw e;
        }
    }

    private NbdImage replayed(boolean isLogReplayed) {
        isReplayed = isLogReplayed;
        return this;
    }

    @Override
    public void beginWriting() throws IOException {
        serving.writeLock().lock();
        try {
            if (isBegun) {
                return;
            }
            Later next = later.orElseThrow();
            server.close();
            server = () -> {};
            try {
                take(Served.start(next.node, next.how, next.passphrase, files.orElseThrow(), next.sectorSize,
                        true));
                next.checks.run();
                isBegun = true;
            } catch (IOException e) {
                server.close();
                server = () -> {};
                take(Served.start(next.nodeToRead, next.how.withWritable(false), next.passphrase,
                        files.orElseThrow(), next.sectorSize, false));
                throw e;
            }
        } finally {
            serving.writeLock().unlock();
        }
    }

    private void take(Served served) {
        device = served.device;
        server = served.server;
    }

    /** Something done through the server that serves it now. */
    private interface Request<T> {
        T to(NbdDevice device) throws IOException;
    }

    private <T> T ask(Request<T> request) throws IOException {
        serving.readLock().lock();
        try {
            return request.to(device);
        } finally {
            serving.readLock().unlock();
        }
    }

    /** Something done through it that has no answer. */
    private interface Order {
        void to(NbdDevice device) throws IOException;
    }

    private void run(Order order) throws IOException {
        ask(at -> {
            order.to(at);
            return true;
        });
    }

    private void change(Order order) throws IOException {
        if (!isBegun) {
            beginWriting();
        }
        run(order);
    }

    private NbdDevice served() {
        serving.readLock().lock();
        try {
            return device;
        } finally {
            serving.readLock().unlock();
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

    @Override
    public boolean canGrow(long size) throws IOException {
        return !isRemote() && !isEncrypted() && !file().isBlockDevice() && way(size).isPresent();
    }

    @Override
    public long growth(long size) throws IOException {
        return size > size() && canGrow(size) ? way(size).orElseThrow().room() : 0;
    }

    private Optional<Growth> way(long size) throws IOException {
        Files known = files.orElseThrow();
        boolean isAlone = known.others.isEmpty() && known.backing.isEmpty() && known.unopened.isEmpty()
                && known.lost.isEmpty();
        return isAlone ? header().growth(size) : Optional.empty();
    }

    private ForeignHeader header() throws IOException {
        return ForeignHeader.read(format, new HostStoredFile(file()), path);
    }

    /** QEMU changes the size of hardly any format, so that Platter does it while no server has the file open. */
    @Override
    public void resize(long size) throws IOException {
        if (isRemote()) {
            throw new IOException(path + " is on a server, which alone can change its size.");
        }
        serving.writeLock().lock();
        try {
            beginWriting();
            Later how = later.orElseThrow();
            server.close();
            server = () -> {};
            try {
                way(size).orElseThrow(() -> new IOException(path + " cannot have " + size
                        + " bytes in its own file.")).run();
            } finally {
                files = Optional.of(files.orElseThrow().with(header()));
                take(Served.start(how.node, how.how, how.passphrase, files.get(), how.sectorSize, true));
            }
        } finally {
            serving.writeLock().unlock();
        }
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

    /** The program that serves it holds QEMU's locks; only those who mean to write it later know no more. */
    @Override
    public Optional<HostFile.Lock> tryLock(boolean exclusive) throws IOException {
        return exclusive || isRemote() || later.isPresent() ? Optional.of(() -> {})
                : file().tryKeepUnreserved();
    }

    /** {@link #tryLock} finds out whether another program has reserved the image meanwhile. */
    @Override
    public boolean isLockable() {
        return true;
    }

    @Override
    public Optional<Allocation> allocation() {
        return files.flatMap(Files::allocation);
    }

    @Override
    public List<HostFile> files() {
        return files.map(Files::all).orElse(List.of());
    }

    @Override
    public Optional<DiskImage> backing() {
        return files.flatMap(Files::backing);
    }

    @Override
    public boolean isEncrypted() {
        return hasPassphrase || DiskImage.super.isEncrypted();
    }

    @Override
    public long size() {
        return served().size();
    }

    @Override
    public int sectorSize() {
        return served().sectorSize();
    }

    @Override
    public String description() {
        return served().description();
    }

    @Override
    public boolean isWritable() {
        return later.isPresent() || served().isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (files.isPresent()) {
            checkReadable(files.get(), offset, into.remaining());
        }
        run(at -> at.read(offset, into));
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
        change(at -> at.write(offset, from));
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        change(at -> at.zero(range));
    }

    @Override
    public void discard(ByteRange range) throws IOException {
        change(at -> at.discard(range));
    }

    @Override
    public void flush() throws IOException {
        run(at -> at.flush());
        if (isInMaking && files.isPresent()) { // QEMU was told to leave that out
            files.get().file.sync();
            for (StoredFile other : files.get().others) {
                other.sync();
            }
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        RangeSet data = ask(at -> at.data(window));
        if (present().isPresent()) {
            data = data.intersection(present().get().within(window));
        }
        return files.isPresent() && !files.get().lost.isEmpty()
                ? data.union(files.get().lost.within(window)) : data;
    }

    /** Returns what the disk has, where QEMU does not tell; nothing from the first write on. */
    private Optional<RangeSet> present() {
        return isReplayed || served().isWritable() ? Optional.empty()
                : files.flatMap(Files::allocation).flatMap(Allocation::present);
    }

    /** Where the server tells; what lies in the backing file counts as not allocated here. */
    @Override
    public List<Span> spans(ByteRange window) throws IOException {
        Export export = served().export();
        if (export.depth().isEmpty() || export.allocation().isEmpty()) {
            return DiskImage.super.spans(window).stream()
                    .map(span -> new Span(span.range(), span.kind(), OptionalLong.empty())).toList();
        }
        RangeSet data = data(window);
        List<Span> spans = new ArrayList<>();
        run(served -> served.states(window, export.depth(),
                (range, depth) -> add(spans, range, depth, data)));
        return spans;
    }

    private static void add(List<Span> spans, ByteRange range, int depth, RangeSet data) {
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
        later.ifPresent(known -> all.add(known.reserved));
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
