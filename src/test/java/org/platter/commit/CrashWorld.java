package org.platter.commit;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;
import org.platter.stage.Scratch;

/**
 * The files of one machine that can lose its power. Everything that changes a file or a folder is one entry
 * of an ordered list until it is synced. At a crash each entry is kept or lost, independently of all others;
 * of a write, each sector is kept, lost, or full of garbage, but for the sector of a header, which a disk
 * writes as a whole or not at all. Long, since files, folders and names share the
 * one list.
 */
final class CrashWorld {

    static final int SECTOR = 512;

    /** The power is gone; no IOException, so that no code under test can catch it by mistake. */
    static final class PowerLoss extends RuntimeException {
        PowerLoss() {
            super("power loss", null, false, false);
        }
    }

    /** What the machine does wrong, so that a commit on it breaks a rule. */
    enum Fault {
        NONE, MARK_BEFORE_FLUSH, MARK_NOT_DURABLE, BEGIN_BEFORE_SCRATCH, UNPADDED_LOG, RENAME_BEFORE_SYNC,
        /** A header is written before what it points at is synced. */
        HEADER_BEFORE_SYNC,
        /** What a new header frees is overwritten before it is written: {@link #freed}. */
        FREED_TOO_EARLY,
        /** The refcounts of a new header are written after it: {@link #refcounts}. */
        REFCOUNTS_TOO_LATE,
        /** The image is marked, and the mark is not durable before the image is written. */
        UNSYNCED_MARK,
        /** The mark is gone as soon as some of the image is durable. */
        MARK_GONE_TOO_EARLY,
        /** The mark is removed, and that is not durable before the journal is removed. */
        MARK_GONE_TOO_LATE
    }

    /** What may become of a change that was not synced; a name is never garbled, but lost. */
    enum Fate {
        KEPT, LOST, GARBLED
    }

    private interface Pending {
        /** What it changes: a file's bytes or a folder's names. */
        Object owner();

        /** Whether there can be garbage in its place. */
        boolean isWrite();

        /** Meets its fate as a whole. */
        void meet(Fate fate);

        /** Reaches the disk, whole if {@code whole}, else as chance will have it. */
        void reach(boolean whole);
    }

    final Random random;
    final Node root = new Node();
    Fault fault = Fault.NONE;
    long usable = Long.MAX_VALUE;
    private final List<Pending> pending = new ArrayList<>();
    private int left = -1;
    private int operations;
    private int flushesLeft = -1;
    private int flushes;
    /** Where the image may be written. */
    Predicate<ByteRange> mayWrite = range -> true;
    /** Where the image cannot be read. */
    Predicate<ByteRange> isUnreadable = range -> false;
    /**
     * Files with a header in their first sector, which is written as a whole or not at all, as disks do it.
     */
    Predicate<String> hasHeader = name -> false;
    /** Whether the names in the image's folder cannot be made durable. */
    boolean failsToSyncRoot;
    /** Whether a disk fails to sync what was written after a header. */
    boolean failsAfterHeader;
    /** What was punched after the last header was written. */
    final List<ByteRange> punched = new ArrayList<>();
    /** What {@link Fault#FREED_TOO_EARLY} overwrites. */
    List<ByteRange> freed = List.of();
    /** What {@link Fault#REFCOUNTS_TOO_LATE} holds back. */
    RangeSet refcounts = RangeSet.EMPTY;
    private final List<Pending> heldBack = new ArrayList<>();
    private boolean isHeaderWritten;
    private boolean owesHeaderSync;
    private boolean owesImageSync;
    private boolean owesCloneSync;
    private int logSyncs;

    CrashWorld(long seed) {
        random = new Random(seed);
    }

    /** The power will fail in the place of the operation that comes after so many more; never if negative. */
    void failAfter(int more) {
        left = more;
    }

    int operations() {
        return operations;
    }

    /**
     * The power will fail when so many more flushes are through, in the place of the next; never if negative.
     */
    void failAtFlush(int more) {
        flushesLeft = more;
    }

    int flushes() {
        return flushes;
    }

    private void flush() {
        if (flushesLeft == 0) {
            left = 0; // nor does anything else work from now on
        }
        flushesLeft--;
        operate();
        flushes++;
    }

    /** Returns in how many ways each change that is not synced can end, in their order. */
    int[] unsynced() {
        return pending.stream().mapToInt(entry -> entry.isWrite() ? 3 : 2).toArray();
    }

    /** The machine starts again after a crash at which each change that was not synced met its fate. */
    void crash(Fate[] fates) {
        for (int i = 0; i < fates.length; i++) {
            pending.get(i).meet(fates[i]);
        }
        pending.clear();
        startAgain();
    }

    /** The machine as it is now, to come back to. */
    final class Moment {

        private final List<Pending> then = List.copyOf(pending);
        private final Map<Bytes, byte[]> files = new IdentityHashMap<>();
        private final Map<Node, Map<String, Object>> folders = new IdentityHashMap<>();

        Moment() {
            keep(root);
            then.forEach(entry -> keep(entry.owner()));
        }

        private void keep(Object owner) {
            if (owner instanceof Bytes bytes) {
                files.putIfAbsent(bytes, bytes.disk.clone());
            } else if (owner instanceof Node node
                    && folders.putIfAbsent(node, new TreeMap<>(node.disk)) == null) {
                node.disk.values().forEach(this::keep);
                node.cache.values().forEach(this::keep);
            }
        }

        /** Makes the machine what it was; what programs saw then is lost. */
        void comeBack() {
            files.forEach((bytes, disk) -> bytes.disk = disk.clone());
            folders.forEach((node, disk) -> node.disk = new TreeMap<>(disk));
            pending.clear();
            pending.addAll(then);
        }
    }

    private void operate() {
        if (left == 0) {
            throw new PowerLoss();
        }
        left--;
        operations++;
    }

    /** Everything that was not synced meets its fate, and the machine starts again. */
    void crash() {
        int mood = random.nextInt(5);
        for (Pending entry : pending) {
            // the extremes are worth a look of their own: all kept, and all lost
            if (mood == 0) {
                entry.reach(true);
            } else if (mood > 1) {
                entry.reach(false);
            }
        }
        pending.clear();
        startAgain();
    }

    private void startAgain() {
        heldBack.clear();
        punched.clear();
        root.forget();
        left = -1;
        flushesLeft = -1;
        isHeaderWritten = false;
        owesHeaderSync = false;
        owesImageSync = false;
        owesCloneSync = false;
    }

    /** Puts a file there as if it had always been. */
    Bytes install(String name, byte[] content) {
        Bytes bytes = new Bytes();
        bytes.cache = content.clone();
        bytes.disk = content.clone();
        root.cache.put(name, bytes);
        root.disk.put(name, bytes);
        return bytes;
    }

    Folder folder() {
        return new CrashFolder(root);
    }

    StoredFile open(String name) {
        return new CrashFile(name, (Bytes) root.cache.get(name));
    }

    private void syncOwner(Object owner) {
        List<Pending> others = new ArrayList<>();
        for (Pending entry : pending) {
            if (entry.owner() == owner) {
                entry.reach(true);
            } else {
                others.add(entry);
            }
        }
        pending.clear();
        pending.addAll(others);
    }

    /** A file's bytes: as programs see them, and as they would be found after a crash that loses all else. */
    static final class Bytes {
        byte[] cache = new byte[0];
        byte[] disk = new byte[0];
        Optional<byte[]> mark = Optional.empty();
        private Optional<byte[]> markOnDisk = Optional.empty();

        private void forget() {
            cache = disk.clone();
            mark = markOnDisk;
        }

        private static byte[] with(byte[] bytes, int offset, byte[] written) {
            byte[] longer = bytes.length < offset + written.length
                    ? Arrays.copyOf(bytes, offset + written.length) : bytes;
            System.arraycopy(written, 0, longer, offset, written.length);
            return longer;
        }
    }

    /** A folder: its names, as programs see them and as after a crash. */
    static final class Node {
        Map<String, Object> cache = new TreeMap<>();
        Map<String, Object> disk = new TreeMap<>();

        private void forget() {
            cache = new TreeMap<>(disk);
            for (Object inner : cache.values()) {
                if (inner instanceof Node node) {
                    node.forget();
                } else {
                    ((Bytes) inner).forget();
                }
            }
        }
    }

    private final class Write implements Pending {
        private final Bytes file;
        private final int offset;
        private final byte[] bytes;
        private final boolean hasHeader;

        Write(Bytes file, int offset, byte[] bytes, boolean hasHeader) {
            this.file = file;
            this.offset = offset;
            this.bytes = bytes;
            this.hasHeader = hasHeader;
        }

        @Override
        public Object owner() {
            return file;
        }

        @Override
        public boolean isWrite() {
            return true;
        }

        @Override
        public void meet(Fate fate) {
            if (fate == Fate.KEPT) {
                reach(true);
            } else if (fate == Fate.GARBLED) {
                // a disk writes a sector as a whole or not at all: the header's is never garbage
                int spared = hasHeader ? Math.max(0, Math.min(bytes.length, SECTOR - offset)) : 0;
                byte[] garbage = new byte[bytes.length - spared];
                random.nextBytes(garbage);
                file.disk = Bytes.with(file.disk, offset + spared, garbage);
            }
        }

        @Override
        public void reach(boolean whole) {
            if (whole) {
                file.disk = Bytes.with(file.disk, offset, bytes);
                return;
            }
            for (int at = 0; at < bytes.length;) {
                int length = Math.min(bytes.length - at, SECTOR - (offset + at) % SECTOR);
                // the header's sector is old or new
                int fate = hasHeader && offset + at < SECTOR ? 2 * random.nextInt(2) : random.nextInt(3);
                if (fate == 0) {
                    file.disk = Bytes.with(file.disk, offset + at,
                            Arrays.copyOfRange(bytes, at, at + length));
                } else if (fate == 1) {
                    byte[] garbage = new byte[SECTOR];
                    random.nextBytes(garbage);
                    int sector = (offset + at) / SECTOR * SECTOR;
                    file.disk = Bytes.with(file.disk, sector, garbage);
                }
                at += length;
            }
        }
    }

    private final class Entry implements Pending {
        private final Object owner;
        private final Runnable change;

        Entry(Object owner, Runnable change) {
            this.owner = owner;
            this.change = change;
        }

        @Override
        public Object owner() {
            return owner;
        }

        @Override
        public boolean isWrite() {
            return false;
        }

        @Override
        public void meet(Fate fate) {
            if (fate == Fate.KEPT) {
                change.run();
            }
        }

        @Override
        public void reach(boolean whole) {
            if (whole || random.nextBoolean()) {
                change.run();
            }
        }
    }

    private final class CrashFolder implements Folder {
        private final Node node;

        CrashFolder(Node node) {
            this.node = node;
        }

        private Node node() {
            return node;
        }

        /** Changes the names now, and on the disk when it is synced or chance will have it. */
        private void change(Node node, Consumer<Map<String, Object>> change) {
            operate();
            change.accept(node.cache);
            pending.add(new Entry(node, () -> change.accept(node.disk)));
        }

        @Override
        public Folder createInner(String name) throws IOException {
            if (has(name)) {
                throw new IOException(name + " is there");
            }
            Node made = new Node();
            change(node, names -> names.put(name, made));
            return new CrashFolder(made);
        }

        @Override
        public Optional<Folder> tryInner(String name) {
            return Optional.ofNullable((Node) node.cache.get(name)).map(CrashFolder::new);
        }

        @Override
        public void removeInner(String name) throws IOException {
            if (!((Node) node.cache.get(name)).cache.isEmpty()) {
                throw new IOException(name + " is not empty");
            }
            change(node, names -> names.remove(name));
        }

        @Override
        public Path path(String name) {
            return Path.of(name);
        }

        @Override
        public void close() {}

        @Override
        public List<String> names() {
            return List.copyOf(node().cache.keySet());
        }

        @Override
        public boolean has(String file) {
            return node().cache.containsKey(file);
        }

        @Override
        public StoredFile createFile(String file) throws IOException {
            if (has(file)) {
                throw new IOException(file + " is there");
            }
            Bytes made = new Bytes();
            change(node(), names -> names.put(file, made));
            return new CrashFile(file, made);
        }

        @Override
        public StoredFile openFile(String file) throws IOException {
            if (!has(file)) {
                throw new FileNotFoundException(file);
            }
            return new CrashFile(file, (Bytes) node().cache.get(file));
        }

        @Override
        public StoredFile openFileToRead(String file) throws IOException {
            return openFile(file);
        }

        @Override
        public StoredFile adopt(String file, Scratch scratch, long length) throws IOException {
            StoredFile made = createFile(file);
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            scratch.read(0, bytes);
            if (length > 0) {
                made.write(0, bytes.flip());
            }
            return made;
        }

        @Override
        public void delete(String file) {
            if (has(file)) {
                change(node(), names -> names.remove(file));
            }
        }

        @Override
        public void rename(String from, String to) throws IOException {
            if (!has(from) || has(to)) {
                throw new FileNotFoundException(from + " to " + to);
            }
            replace(from, this, to);
        }

        @Override
        public void replace(String from, Folder folder, String to) throws IOException {
            Node target = ((CrashFolder) folder).node;
            Object file = node.cache.get(from);
            if (file == null) {
                throw new FileNotFoundException(from);
            }
            // one entry of the file system's own journal: the name is here or there
            operate();
            node.cache.remove(from);
            target.cache.put(to, file);
            pending.add(new Entry(target, () -> {
                if (node.disk.remove(from) != null) {
                    target.disk.put(to, file);
                }
            }));
        }

        @Override
        public void sync() throws IOException {
            if (failsToSyncRoot && node() == root) {
                throw new IOException("the folder cannot be synced");
            }
            flush();
            syncOwner(node());
            if (owesCloneSync && node() == root) {
                owesCloneSync = false;
                operate();
                node().cache.values().stream().filter(Bytes.class::isInstance)
                        .forEach(file -> syncOwner(file));
            }
        }

        @Override
        public long usableBytes() {
            return usable;
        }

        @Override
        public boolean sharesSpaceWith(Folder other) {
            return true;
        }
    }

    private final class CrashFile implements StoredFile {
        private final String name;
        private final Bytes bytes;
        private final boolean isSqueezed;

        CrashFile(String name, Bytes bytes) {
            this.name = name;
            this.bytes = bytes;
            this.isSqueezed = fault == Fault.UNPADDED_LOG && name.equals(Journal.LOG);
        }

        @Override
        public long size() {
            return isSqueezed ? bytes.cache.length / SQUEEZED * SealedBlock.SIZE : bytes.cache.length;
        }

        @Override
        public long allocatedBytes() throws IOException {
            return data(new ByteRange(0, size())).length();
        }

        @Override
        public boolean isBlockDevice() {
            return false;
        }

        @Override
        public long device() {
            return 1;
        }

        @Override
        public long inode() {
            return 1;
        }

        @Override
        public void read(long offset, ByteBuffer into) throws IOException {
            if (isSqueezed) {
                into.put(bytes.cache, (int) offset / SealedBlock.SIZE * SQUEEZED, SQUEEZED);
                into.position(into.limit());
                return;
            }
            if (offset + into.remaining() > bytes.cache.length) {
                throw new EOFException(name + " ends before " + (offset + into.remaining()));
            }
            if (name.equals(IMAGE) && isUnreadable.test(ByteRange.of(offset, into.remaining()))) {
                throw new IOException(name + " cannot be read at " + offset);
            }
            into.put(bytes.cache, (int) offset, into.remaining());
        }

        @Override
        public void write(long offset, ByteBuffer from) {
            byte[] written = new byte[isSqueezed ? SQUEEZED : from.remaining()];
            from.get(written);
            put(isSqueezed ? (int) offset / SealedBlock.SIZE * SQUEEZED : (int) offset, written);
        }

        private void put(int offset, byte[] written) {
            operate();
            if (name.equals(IMAGE) && !mayWrite.test(ByteRange.of(offset, written.length))) {
                throw new IllegalStateException("wrote to what stays in place: " + offset + " "
                        + written.length);
            }
            boolean hasHeader = CrashWorld.this.hasHeader.test(name);
            if (hasHeader && offset < SECTOR) {
                overwriteFreed();
                isHeaderWritten = true;
                owesHeaderSync = false;
                punched.clear();
            } else if (owesHeaderSync) {
                owesHeaderSync = false;
                syncOwner(bytes);
            }
            bytes.cache = Bytes.with(bytes.cache, offset, written);
            boolean isHeldBack = hasHeader && fault == Fault.REFCOUNTS_TOO_LATE && !isHeaderWritten
                    && refcounts.contains(offset);
            (isHeldBack ? heldBack : pending).add(new Write(bytes, offset, written, hasHeader));
        }

        private void overwriteFreed() {
            if (fault == Fault.FREED_TOO_EARLY && !isHeaderWritten) {
                for (ByteRange range : freed) {
                    byte[] garbage = new byte[(int) range.length()];
                    random.nextBytes(garbage);
                    bytes.cache = Bytes.with(bytes.cache, (int) range.start(), garbage);
                    pending.add(new Write(bytes, (int) range.start(), garbage, false));
                }
            }
        }

        @Override
        public void punch(ByteRange range) {
            punched.add(range);
            put((int) range.start(), new byte[(int) range.length()]);
        }

        @Override
        public Optional<byte[]> mark() {
            return bytes.mark;
        }

        @Override
        public boolean trySetMark(byte[] mark) {
            setMark(Optional.of(mark), fault != Fault.UNSYNCED_MARK);
            return true;
        }

        @Override
        public void removeMark() {
            if (bytes.mark.isPresent()) {
                setMark(Optional.empty(), fault != Fault.MARK_GONE_TOO_LATE);
            }
        }

        private void setMark(Optional<byte[]> mark, boolean isSynced) {
            operate();
            bytes.mark = mark;
            pending.add(new Entry(bytes, () -> bytes.markOnDisk = mark));
            if (isSynced) {
                flush();
                syncOwner(bytes);
            }
        }

        @Override
        public void resize(long size) {
            operate();
            bytes.cache = Arrays.copyOf(bytes.cache, (int) size);
            pending.add(new Entry(bytes, () -> bytes.disk = Arrays.copyOf(bytes.disk, (int) size)));
        }

        @Override
        public void sync() throws IOException {
            flush();
            if (fault == Fault.MARK_GONE_TOO_EARLY && name.equals(IMAGE)) {
                bytes.mark = Optional.empty();
                bytes.markOnDisk = Optional.empty();
            }
            if (failsAfterHeader && isHeaderWritten) {
                throw new IOException(name + " cannot be synced");
            }
            boolean isImage = name.equals(IMAGE);
            if (fault == Fault.MARK_BEFORE_FLUSH && isImage) {
                owesImageSync = true;
                return;
            }
            if (fault == Fault.BEGIN_BEFORE_SCRATCH && name.equals(Journal.SCRATCH)
                    || fault == Fault.MARK_NOT_DURABLE && name.equals(Journal.LOG) && ++logSyncs > 2) {
                return;
            }
            if (fault == Fault.HEADER_BEFORE_SYNC && hasHeader.test(name) && !isHeaderWritten) {
                owesHeaderSync = true;
                return;
            }
            if (fault == Fault.RENAME_BEFORE_SYNC && !isImage) {
                owesCloneSync = true;
                return;
            }
            syncOwner(bytes);
            if (isHeaderWritten) {
                pending.addAll(heldBack);
                heldBack.clear();
            }
            if (owesImageSync && name.equals(Journal.LOG)) {
                owesImageSync = false;
                operate();
                syncOwner(root.cache.get(IMAGE));
            }
        }

        @Override
        public boolean tryCloneRange(StoredFile source, ByteRange from, long to) {
            boolean toTheEnd = from.end() == ((CrashFile) source).bytes.cache.length;
            if (source == this || (from.start() | to | (toTheEnd ? 0 : from.length())) % CLONE_BLOCK != 0) {
                return false;
            }
            byte[] shared = ((CrashFile) source).bytes.cache;
            put((int) to, Arrays.copyOfRange(shared, (int) from.start(), (int) from.end()));
            return true;
        }

        @Override
        public RangeSet data(ByteRange window) {
            RangeSet.Builder data = new RangeSet.Builder();
            for (int at = (int) window.start(); at < Math.min(window.end(),
                    bytes.cache.length); at += SECTOR) {
                int end = Math.min(at + SECTOR, bytes.cache.length);
                if (!Arrays.equals(bytes.cache, at, end, new byte[SECTOR], 0, end - at)) {
                    data.add(at, end);
                }
            }
            return data.build().within(window);
        }

        @Override
        public void copyAttributesTo(StoredFile other) {}

        @Override
        public void close() {}
    }

    static final String IMAGE = "disk.raw";
    private static final int CLONE_BLOCK = 4096;
    private static final int SQUEEZED = 200;
}
