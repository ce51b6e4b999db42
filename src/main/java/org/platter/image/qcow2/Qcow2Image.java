package org.platter.image.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.BlockDevice;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Span;
import org.platter.image.capability.Bitmap;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.CheckReport;
import org.platter.image.capability.ClusterPacking;
import org.platter.image.capability.Overlay;
import org.platter.image.capability.Shown;
import org.platter.image.capability.Snapshot;
import org.platter.image.capability.SnapshotStore;
import org.platter.image.capability.StructureCheck;

/**
 * A qcow2 image as a disk. Reads go on side by side; whatever changes the image is alone. Long, since it is
 * all that other packages see of an image, most of it passed on.
 */
public final class Qcow2Image
        implements
            DiskImage,
            SnapshotStore,
            BitmapStore,
            Overlay,
            ClusterPacking,
            StructureCheck {

    /** Bytes of tables that are kept; a page of 4 KiB maps 32 MiB of the disk where clusters have 64 KiB. */
    private static final int TABLES_TO_WRITE = 8 << 20;
    /** There may be many images below the one that is written to. */
    private static final int TABLES_TO_READ = 1 << 20;
    /** QEMU's default granularity of a bitmap is a cluster within these bounds. */
    private static final int MIN_GRANULARITY = 4 << 10;
    private static final int MAX_GRANULARITY = 64 << 10;

    final StoredFile file;
    final Path path;
    final String name;
    final boolean writable;
    final Optional<DiskImage> backing;
    final Optional<StoredFile> dataFile;
    final Geometry geometry;
    final Pages pages;
    final Compressed compressed;
    /** Held shared to read, alone to change anything that is read through. */
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final int sectorSize;
    private final Writing writing;

    private volatile ImageState state;

    private Qcow2Image(StoredFile file, Path path, boolean writable, Optional<DiskImage> backing,
            Optional<StoredFile> dataFile, Qcow2Header header, OptionalInt wantedSector) throws IOException {
        this.file = file;
        this.path = path;
        this.name = path.toString();
        this.writable = writable;
        this.backing = backing;
        this.dataFile = dataFile;
        this.geometry = Geometry.of(header);
        this.pages = new Pages(file, name, header.clusterSize(),
                writable ? TABLES_TO_WRITE : TABLES_TO_READ);
        this.compressed = new Compressed(file, geometry, header.compressionType(), name);
        List<SnapshotEntry> snapshots = SnapshotTable.read(file, header, name);
        this.sectorSize = wantedSector.isPresent() ? wantedSector.getAsInt()
                : detectedSectorSize(guest(mapping(header), header.size()));
        Qcow2Header.Builder whole = header.toBuilder();
        whole.size = Math.max(header.size(), wholeSectors(header.size()));
        this.state = state(whole.size > header.size() ? whole.build() : header, snapshots, false);
        this.writing = new Writing(this);
    }

    /**
     * Opens an image, taking over its files, which are closed with it, also where this fails.
     *
     * @param path names it in messages
     * @param sectorSize bytes of a logical sector; empty to look where its GPT lies, else 512
     * @param backing what shows through; empty where the image has none, or what shows through is not wanted
     *     and reads as zeros
     * @param dataFile the guest's bytes, where the header says that they lie in another file
     * @throws IOException one sentence: no qcow2 image, damaged, encrypted, a feature that is not known
     */
    public static Qcow2Image open(StoredFile file, Path path, boolean writable, OptionalInt sectorSize,
            Optional<DiskImage> backing, Optional<StoredFile> dataFile) throws IOException {
        return open(file, path, writable, sectorSize, backing, dataFile, false);
    }

    /**
     * Opens an image to look at its structures and its snapshots and to change those, which are not encrypted
     * where the disk is; what is on an encrypted disk is neither read nor written.
     */
    public static Qcow2Image openStructures(StoredFile file, Path path, boolean writable,
            Optional<DiskImage> backing, Optional<StoredFile> dataFile) throws IOException {
        return open(file, path, writable, OptionalInt.of(512), backing, dataFile, true);
    }

    private static Qcow2Image open(StoredFile file, Path path, boolean writable, OptionalInt sectorSize,
            Optional<DiskImage> backing, Optional<StoredFile> dataFile, boolean structuresOnly)
            throws IOException {
        try {
            Qcow2Header header = Qcow2Header.read(file, path.toString());
            if (!structuresOnly) {
                requireUnencrypted(header, path);
            }
            checkUsable(header, path, dataFile);
            return new Qcow2Image(file, path, writable, backing, dataFile, header, sectorSize);
        } catch (IOException | RuntimeException e) {
            closeAll(() -> {}, file, backing, dataFile).ifPresent(e::addSuppressed);
            throw e;
        }
    }

    /**
     * Writes an empty image to a file that is empty, and makes it durable.
     *
     * @param dataFile the file for the guest's bytes, where the options name one; it gets the disk's size
     */
    public static void create(StoredFile file, Optional<StoredFile> dataFile, Qcow2Options options)
            throws IOException {
        new NewImage(file, dataFile, options).write();
    }

    /** Writes an empty image to a file that is empty, and makes it durable. */
    public static void create(StoredFile file, Qcow2Options options) throws IOException {
        create(file, Optional.empty(), options);
    }

    /**
     * Reads the header alone.
     *
     * @param path names it in messages
     * @throws IOException one sentence: no qcow2 image, a feature that is not known, a number that cannot be
     */
    public static Qcow2Header header(StoredFile file, Path path) throws IOException {
        return Qcow2Header.read(file, path.toString());
    }

    private static void requireUnencrypted(Qcow2Header header, Path path) throws IOException {
        if (header.encryption().isPresent()) {
            throw new IOException(path + " is encrypted (" + header.encryption().get()
                    + "); give its passphrase to open it through QEMU.");
        }
    }

    private static void checkUsable(Qcow2Header header, Path path, Optional<StoredFile> dataFile)
            throws IOException {
        if (header.hasDataFile() != dataFile.isPresent()) {
            throw new IOException(header.hasDataFile() ? path + " keeps its bytes in another file ("
                    + header.dataFileName().map(Shown::of).orElse("which it does not name")
                    + "), which is not open."
                    : path + " keeps its bytes itself, and yet a data file was given for it.");
        }
    }

    /** Returns what the image is now. */
    ImageState state() {
        return state;
    }

    /** Returns what the image is with a header that lies in its file. */
    ImageState state(Qcow2Header header, List<SnapshotEntry> snapshots, boolean isShared) {
        Mapping through = mapping(header);
        long size = ByteSize.floor(header.size(), sectorSize);
        return new ImageState(header, snapshots, through, guest(through, size), size, isShared);
    }

    /** Makes another state that of the image; the caller holds the lock alone. */
    void become(ImageState next) {
        state = next;
    }

    /** Whether something may show through where the image has nothing. */
    boolean hasBacking() {
        return backing.isPresent() || header().backingName().isPresent();
    }

    Mapping mapping(Qcow2Header of) {
        return new Mapping(geometry, pages, of.l1Offset(), of.l1Entries(), name);
    }

    /** Returns the disk's bytes in whole sectors: the last one is filled where its cluster holds all of it. */
    private long wholeSectors(long bytes) {
        return geometry.clusterSize() >= sectorSize && dataFile.isEmpty()
                ? ByteSize.ceil(bytes, sectorSize) : ByteSize.floor(bytes, sectorSize);
    }

    GuestBytes guest(Mapping through, long bytes) {
        return new GuestBytes(through, geometry, dataFile.orElse(file), compressed, backing, bytes,
                name);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String format() {
        return "qcow2";
    }

    @Override
    public HostFile file() {
        if (file instanceof HostStoredFile host) {
            return host.file();
        }
        throw new IllegalStateException(name + " is no file of the machine");
    }

    @Override
    public List<HostFile> files() {
        List<HostFile> files = new ArrayList<>(DiskImage.super.files());
        if (dataFile.isPresent() && dataFile.get() instanceof HostStoredFile host) {
            files.add(host.file());
        }
        return files;
    }

    @Override
    public Optional<DiskImage> backing() {
        return backing;
    }

    @Override
    public long allocatedBytes() throws IOException {
        return file.allocatedBytes() + (dataFile.isPresent() ? dataFile.get().allocatedBytes() : 0);
    }

    @Override
    public long size() {
        return state.size();
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public int clusterSize() {
        return header().clusterSize();
    }

    /** The header as it lies in the file. */
    public Qcow2Header header() {
        return state.header();
    }

    @Override
    public String description() {
        Path last = path.getFileName();
        return last == null ? name : last.toString();
    }

    @Override
    public boolean isMarkedCorrupt() {
        return header().isCorrupt();
    }

    @Override
    public boolean isWritable() {
        return writable && !header().isCorrupt();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        requireUnencrypted(header(), path);
        lock.readLock().lock();
        try {
            state.guest().read(offset, into);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        lock.readLock().lock();
        try {
            return state.guest().data(window);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public long nextData(long from) throws IOException {
        lock.readLock().lock();
        try {
            return state.guest().nextData(from);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Span> spans(ByteRange window) throws IOException {
        lock.readLock().lock();
        try {
            return state.guest().spans(window);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        requireUnencrypted(header(), path);
        alone(() -> writing.write(offset, from));
    }

    /** Makes the range read as zeros; whole clusters of it take up nothing. */
    @Override
    public void zero(ByteRange range) throws IOException {
        alone(() -> writing.zero(range));
    }

    /** Gives the whole clusters of the range back, which read as zeros then. */
    @Override
    public void discard(ByteRange range) throws IOException {
        alone(() -> writing.discard(range));
    }

    @Override
    public void resize(long newSize) throws IOException {
        alone(() -> writing.resize(newSize));
    }

    /** Commits what was written since the last time: before, the file holds what it held then. */
    @Override
    public void flush() throws IOException {
        alone(writing::flush);
    }

    @Override
    public boolean resizesInPlace() {
        return true;
    }

    /** Forgets what was written and not flushed: the file holds what it held then. */
    @Override
    public void abandon() throws IOException {
        alone(writing::abandon);
    }

    /** Not where a data file holds the bytes. */
    @Override
    public boolean isRemappable() {
        return !geometry.dataFile();
    }

    @Override
    public boolean hasZeroFlags() {
        return header().version() > 2;
    }

    @Override
    public Optional<SnapshotStore> snapshotStore() {
        return Optional.of(this);
    }

    @Override
    public Optional<BitmapStore> bitmapStore() {
        return Optional.of(this);
    }

    @Override
    public Optional<Overlay> overlay() {
        return Optional.of(this);
    }

    @Override
    public Optional<ClusterPacking> clusterPacking() {
        return Optional.of(this);
    }

    @Override
    public Optional<StructureCheck> structureCheck() {
        return Optional.of(this);
    }

    @Override
    public Optional<Allocation> allocation() {
        return Optional.of(allocation(header()));
    }

    /** Returns how an image with this header grows: by clusters, tables of them, and refcounts of both. */
    public static Allocation allocation(Qcow2Header header) {
        Geometry geometry = Geometry.of(header);
        Allocation clusters = Allocation.of(geometry.clusterSize(), 0)
                .withTables(1L << geometry.tableBits(), 2 * geometry.clusterSize());
        return geometry.dataFile() ? clusters.inOtherFiles(List.of()) : clusters;
    }

    @Override
    public Update update() throws IOException {
        lock.writeLock().lock();
        try {
            return writing.begin();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public boolean packsByZstd() {
        return header().compressionType() == Qcow2Options.Compression.ZSTD;
    }

    @Override
    public void writeCompressed(long guestOffset, ByteBuffer cluster, byte[] packed) throws IOException {
        requireUnencrypted(header(), path);
        alone(() -> writing.writeCompressed(guestOffset, cluster, packed));
    }

    @Override
    public void setBacking(Optional<String> fileName, Optional<String> format) throws IOException {
        alone(() -> writing.setBacking(fileName, format));
    }

    @Override
    public void repair(boolean leaksOnly, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        alone(() -> writing.repair(leaksOnly, events, cancelled));
    }

    @Override
    public void createSnapshot(String snapshotName) throws IOException {
        alone(() -> writing.createSnapshot(snapshotName));
    }

    @Override
    public void applySnapshot(String idOrName) throws IOException {
        alone(() -> writing.applySnapshot(checkedSnapshot(idOrName)));
    }

    @Override
    public void deleteSnapshot(String idOrName) throws IOException {
        alone(() -> writing.deleteSnapshot(checkedSnapshot(idOrName)));
    }

    private SnapshotEntry checkedSnapshot(String idOrName) throws IOException {
        SnapshotEntry entry = snapshot(idOrName);
        checkSnapshot(entry, entry.diskSize().orElse(header().size()));
        return entry;
    }

    /** Returns the bitmaps to which the header in the file leads. */
    @Override
    public List<Bitmap> bitmaps() throws IOException {
        lock.readLock().lock();
        try {
            return bitmaps(header(), file, name);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<Bitmap> bitmaps(Qcow2Header of, StoredFile file, String name) throws IOException {
        return BitmapDirectory.read(file, of, name).map(BitmapDirectory::entries).orElse(List.of()).stream()
                .map(entry -> entry.bitmap(of.size(), of.clusterSize())).toList();
    }

    @Override
    public boolean canHaveBitmaps() {
        return header().version() > 2;
    }

    @Override
    public long usualGranularity() {
        return Math.max(MIN_GRANULARITY, Math.min(MAX_GRANULARITY, clusterSize()));
    }

    @Override
    public boolean canHaveBitmap(long granularity) {
        return canHaveBitmaps() && Long.bitCount(granularity) == 1
                && BitmapEntry.isPossible(header().size(),
                        Long.numberOfTrailingZeros(granularity), header().clusterSize());
    }

    @Override
    public void addBitmap(String bitmap, long granularity) throws IOException {
        alone(() -> writing
                .changeBitmaps(update -> update.addBitmap(bitmap, Long.numberOfTrailingZeros(granularity))));
    }

    @Override
    public void removeBitmap(String bitmap) throws IOException {
        alone(() -> writing.changeBitmaps(update -> update.removeBitmap(bitmap)));
    }

    @Override
    public void clearBitmap(String bitmap) throws IOException {
        alone(() -> writing.changeBitmaps(update -> update.clearBitmap(bitmap)));
    }

    @Override
    public void setBitmapEnabled(String bitmap, boolean enabled) throws IOException {
        alone(() -> writing.changeBitmaps(update -> update.setBitmapEnabled(bitmap, enabled)));
    }

    @Override
    public void mergeBitmap(String bitmap, BitmapStore from, String source) throws IOException {
        alone(() -> writing.changeBitmaps(update -> update.mergeBitmap(bitmap, from, source)));
    }

    @Override
    public void copyBitmaps(List<Bitmap> bitmaps, BitmapStore from, RangeSet different) throws IOException {
        alone(() -> writing.changeBitmaps(update -> {
            for (Bitmap bitmap : bitmaps) {
                update.copyBitmap(bitmap, from, different);
            }
        }));
    }

    @Override
    public boolean canReadBitmap(String bitmap) {
        try {
            forEachSet(bitmap, range -> {});
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void forEachSet(String bitmap, Sink sink) throws IOException {
        readBitmaps().usable(bitmap).forEachSet(sink);
    }

    @Override
    public boolean hasTrackingBitmaps() throws IOException {
        return readBitmaps().isTracking();
    }

    @Override
    public TableCost tableCost() throws IOException {
        return new TableCost(state.mapping(), geometry, header(), file.size());
    }

    @Override
    public long bitmapBytes(RangeSet changed, long newSize) throws IOException {
        return readBitmaps().bytesFor(changed, newSize);
    }

    private DirtyBitmaps readBitmaps() {
        Allocator none = new Allocator();
        return new DirtyBitmaps(header(), file, geometry, pages, new Refcounts(header(), pages, none, name),
                none,
                name);
    }

    /** A change, made while nobody reads. */
    private interface Work {
        void run() throws IOException;
    }

    private void alone(Work work) throws IOException {
        lock.writeLock().lock();
        try {
            work.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public List<Snapshot> snapshots() {
        ImageState now = state;
        return now.snapshots().stream().map(entry -> entry.snapshot(now.header().size())).toList();
    }

    @Override
    public BlockDevice snapshotDisk(String idOrName) throws IOException {
        requireUnencrypted(header(), path);
        lock.readLock().lock();
        try {
            SnapshotEntry entry = snapshot(idOrName);
            long bytes = wholeSectors(entry.diskSize().orElse(header().size()));
            checkSnapshot(entry, bytes);
            Mapping through = new Mapping(geometry, pages, entry.l1Offset(), entry.l1Entries(),
                    name + " [snapshot " + Shown.of(entry.nameText()) + "]");
            return new SnapshotDisk(this, guest(through, bytes), bytes, Shown.of(entry.nameText()));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Returns the entry of a snapshot by its id, else by its name. */
    SnapshotEntry snapshot(String idOrName) throws IOException {
        List<SnapshotEntry> all = state.snapshots();
        return all.stream().filter(entry -> entry.idText().equals(idOrName)).findFirst()
                .or(() -> all.stream().filter(entry -> entry.nameText().equals(idOrName)).findFirst())
                .orElseThrow(() -> new IOException(name + " has no snapshot “" + idOrName + "”."));
    }

    private void checkSnapshot(SnapshotEntry entry, long bytes) throws IOException {
        long length = entry.l1Entries() * 8L;
        if (bytes < 0 || length < 0 || length > HeaderReader.MAX_L1_BYTES
                || entry.l1Entries() < geometry.l1EntriesFor(bytes) || entry.l1Offset() < 0
                || entry.l1Offset() % clusterSize() != 0 || entry.l1Offset() > file.size() - length) {
            throw new IOException(name + ": the table of snapshot “" + Shown.of(entry.nameText())
                    + String.format("” cannot be: %s entries at 0x%x for a disk of %s bytes.",
                            Integer.toUnsignedString(entry.l1Entries()), entry.l1Offset(),
                            Long.toUnsignedString(bytes)));
        }
    }

    @Override
    public Map<String, String> creationOptions() {
        Map<String, String> options = new TreeMap<>();
        options.put("compat", header().version() == 2 ? "0.10" : "1.1");
        options.put("cluster_size", String.valueOf(clusterSize()));
        if (header().version() > 2) {
            options.put("refcount_bits", String.valueOf(header().refcountBits()));
            options.put("extended_l2", header().hasExtendedL2() ? "on" : "off");
            options.put("lazy_refcounts", header().lazyRefcounts() ? "on" : "off");
        }
        return options;
    }

    /** What the header says, for people: names as {@code qemu-img info} has them. */
    public Map<String, String> details() {
        return details(header(), file, path);
    }

    /** Returns the same of an image that is not opened as a disk. */
    public static Map<String, String> details(Qcow2Header of, StoredFile file, Path path) {
        Map<String, String> details = new LinkedHashMap<>();
        of.encryption().ifPresent(kind -> details.put("encryption", kind.name()));
        details.put("compat", of.version() == 2 ? "0.10" : "1.1");
        details.put("compression type", of.compressionType().name().toLowerCase(Locale.ROOT));
        details.put("lazy refcounts", String.valueOf(of.lazyRefcounts()));
        details.put("refcount bits", String.valueOf(of.refcountBits()));
        details.put("extended l2", String.valueOf(of.hasExtendedL2()));
        details.put("dirty", String.valueOf(of.isDirty()));
        details.put("corrupt", String.valueOf(of.isCorrupt()));
        if (of.hasDataFile()) {
            details.put("data file", of.dataFileName().map(Shown::of).orElse("(not named)"));
            details.put("data file raw", String.valueOf(of.isDataFileRaw()));
        }
        try {
            List<Bitmap> bitmaps = bitmaps(of, file, path.toString());
            if (!bitmaps.isEmpty()) {
                details.put("bitmaps",
                        bitmaps.stream().map(Bitmap::toString).collect(Collectors.joining(", ")));
            } else if (of.extension(Qcow2Header.BITMAPS).isPresent()) {
                details.put("bitmaps",
                        "not valid any more, since a program that knows none wrote to the image");
            }
        } catch (IOException e) {
            details.put("bitmaps", e.getMessage());
        }
        return details;
    }

    @Override
    public CheckReport check(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        lock.readLock().lock();
        try {
            return new Checker(file, header(), name, events, cancelled).run();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.writeLock().lock();
        try {
            Optional<IOException> failure = closeAll(writing::close, file, backing, dataFile);
            if (failure.isPresent()) {
                throw failure.get();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Closes all, and returns the first failure with the others. */
    private static Optional<IOException> closeAll(Closeable writing, StoredFile file,
            Optional<DiskImage> backing, Optional<StoredFile> dataFile) {
        List<Closeable> all = new ArrayList<>(List.of(writing, file));
        backing.ifPresent(all::add);
        dataFile.ifPresent(all::add);
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
        return Optional.ofNullable(first);
    }

    /** UEFI 2.10, 5.3.2: the header of a GPT lies in sector 1, and says so at its byte 24. */
    private static int detectedSectorSize(GuestBytes guest) {
        return !isGptHeader(guest, 512) && isGptHeader(guest, 4096) ? 4096 : 512;
    }

    private static boolean isGptHeader(GuestBytes guest, long offset) {
        try {
            ByteBuffer head = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            guest.read(offset, head);
            return new String(head.array(), 0, 8, StandardCharsets.ISO_8859_1).equals("EFI PART")
                    && head.getLong(24) == 1;
        } catch (IOException e) {
            return false; // the reader there is told
        }
    }
}
