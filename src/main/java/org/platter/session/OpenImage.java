package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.NeedsConsent;
import org.platter.commit.Recovery;
import org.platter.commit.UnusableJournal;
import org.platter.host.DiskLock;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.host.OpenFolder;
import org.platter.host.PartitionClaim;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.ResolvedNames;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.open.Images;
import org.platter.image.open.MapAhead;
import org.platter.layout.Choices;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.stage.Pasting;
import org.platter.tool.Programs;
import org.platter.window.Windows;

/**
 * The image of a session: opened for what the session is for, locked to be changed, and closed and opened
 * afresh when it is used by others meanwhile. What stands in the way of changing it is kept as the obstacle.
 */
final class OpenImage implements Closeable {

    /** Programs that only look at a disk, when it comes or changes, take less than this. */
    private static final long LOCK_MILLIS = 10_000;

    private final Path path;
    private final DiskSession.Mode mode;
    /** Whether it is opened to be changed: the mode says that, or somebody has taken hold of it. */
    private volatile boolean isHeld;
    private final Programs programs;
    private volatile ImageOptions options;
    private volatile Optional<DiskImage> image = Optional.empty();
    private volatile Optional<String> obstacle = Optional.empty();
    private Optional<HostFile.Lock> lock = Optional.empty();
    /** Where the path led when it was first resolved; nothing for a device, and for a server's disk. */
    private Optional<Location> location = Optional.empty();
    private final ResolvedNames names = new ResolvedNames();
    /** The number of the device that was opened first; nothing for a file. */
    private Optional<String> device = Optional.empty();

    /** Opens nothing yet: see {@link #open}. */
    OpenImage(Path path, DiskSession.Mode mode, ImageOptions options, Programs programs) {
        this.path = path;
        this.mode = mode;
        isHeld = mode == DiskSession.Mode.EDIT;
        this.options = options;
        this.programs = programs;
    }

    Path path() {
        return path;
    }

    /** How it is opened, with the format that it was found to have. */
    ImageOptions options() {
        return options;
    }

    /** Lets it name this file, from the next opening on. */
    void allow(Path file) {
        Set<Path> more = new HashSet<>(options.allowed());
        more.add(file);
        options = options.withAllowed(more);
    }

    /** What somebody says is on it, from the next opening on. */
    void choose(Choices choices) {
        options = options.withChoices(choices);
    }

    /**
     * Whether nothing stands between it and a change but an {@link #obstacle}; and to read, it is for ever.
     */
    boolean isHeld() {
        return isHeld || mode == DiskSession.Mode.READ;
    }

    /** Opens it to be changed from the next opening on. */
    void hold() {
        isHeld = true;
    }

    /** Opens it as its mode says from the next opening on, and looks where its path leads then. */
    void letGo() {
        isHeld = mode == DiskSession.Mode.EDIT;
        forgetPlace();
    }

    private void forgetPlace() {
        location.ifPresent(Location::close);
        location = Optional.empty();
        names.close();
    }

    /**
     * Keeps others from writing an image that is only looked at, until it is closed or held.
     *
     * @throws IOException if somebody writes it
     */
    void keepUnwritten() throws IOException {
        if (!isHeld() && lock.isEmpty()) {
            lock = Optional.of(Pasting.lock(get(), path.toString()));
        }
    }

    /** The file that it lies in, as the system knows it; nothing for a server's. */
    Optional<List<Long>> identity() {
        return image.filter(it -> !it.isRemote()).map(it -> List.of(it.file().device(), it.file().inode()));
    }

    /** Why it cannot be changed, in a sentence, or not be read any more; nothing where it can. */
    Optional<String> obstacle() {
        return obstacle;
    }

    /** @throws IOException if it could not be opened afresh the last time */
    DiskImage get() throws IOException {
        return image.orElseThrow(() -> new IOException(obstacle.orElse(path + " is closed.")));
    }

    /** The image, unless it is closed. */
    Optional<DiskImage> ifOpen() {
        return image;
    }

    String format() {
        return image.map(DiskImage::format).orElseGet(() -> options.format().orElse("raw"));
    }

    /** Bytes that it takes up on the host; 0 where that cannot be told. */
    long allocatedBytes() {
        try {
            return image.isPresent() ? image.get().allocatedBytes() : 0;
        } catch (IOException e) {
            return 0; // a figure to show, nothing to act on
        }
    }

    boolean keepsSnapshots() {
        return image.flatMap(DiskImage::remappable).isPresent();
    }

    /** Whether it is a device of this machine, whose partitions the kernel may know and others may use. */
    boolean isBlockDevice() {
        return image.filter(it -> !it.isRemote() && it.format().equals("raw") && it.file().isBlockDevice())
                .isPresent();
    }

    /** Holds those of its partitions that nobody uses, so that nobody begins to while they change. */
    PartitionClaim claim() throws IOException {
        return isBlockDevice() ? PartitionClaim.of(get().file()) : PartitionClaim.none();
    }

    /** Nobody is to read the table while it is written, nor before the kernel has been told of it. */
    Closeable lockDisk() throws IOException {
        return isBlockDevice() ? DiskLock.take(path, LOCK_MILLIS) : () -> {};
    }

    /** Tells what it is, as far as its own file and its backing file's tell. */
    ImageFacts facts() throws IOException {
        if (image.isEmpty() || !image.get().isRemote()) {
            if (NbdAddress.of(path).isPresent()) {
                return ImageJobs.chain(path, options).get(0);
            }
            try (Location found = location.isPresent() ? location.get().share() : HostFile.locate(path)) {
                return ImageJobs.chain(found, options, names).get(0);
            }
        }
        // by this connection: a server may take no more than one
        DiskImage served = image.get();
        return new ImageFacts(path, served.format(), served.size(), 0, served.allocatedBytes(),
                served.sectorSize(), OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(),
                Map.of(), List.of(), List.of(), List.of());
    }

    /**
     * Opens it; where it cannot be had to change it, to read it, with the reason as the obstacle. To be
     * looked at it is opened to read in any case: the reason is found out, and nothing locked or written.
     *
     * @throws NeedsConsent if it names files that the options do not allow
     * @throws IOException if it cannot be read, in a sentence
     */
    void open() throws IOException {
        obstacle = Optional.empty();
        resolve();
        if (mode == DiskSession.Mode.READ) {
            open(false);
            return;
        }
        try {
            open(true);
        } catch (NeedsConsent e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof HostFailure failure && failure.isInputOutput()) {
                throw e; // of the disk, which is no reason to take the image for a read-only one
            }
            open(false); // fails with the better message if it must
            obstacle = Optional.of("The image is read-only: " + e.getMessage());
            return;
        }
        if (isBlockDevice()) {
            get().file().forgetRead();
        }
        if (get().isRemote()) {
            isHeld = true; // has no lock, and may have no second connection
        }
        if (isHeld) {
            lock = get().tryLock(true);
        }
        Optional<Path> attached = attached();
        if (isHeld ? lock.isEmpty() : !get().isLockable()) {
            obstacle = Optional.of(path + " is in use by another program, a virtual machine or another "
                    + "Platter; close it there to change it here.");
        } else if (attached.isPresent()) {
            obstacle = Optional.of(path + " is attached as " + attached.get() + "; open that device, or "
                    + "detach it to change the image here.");
        } else if (isHeld) {
            tidy();
            windows(); // sweeps what a killed one left
        }
    }

    private void resolve() throws IOException {
        if (NbdAddress.of(path).isEmpty()) {
            try (Location found = locate()) {
                if (found.status().isBlockDevice()) {
                    Answering.require(path, Answering.USUAL, programs);
                } else if (location.isEmpty()) {
                    location = Optional.of(found.share());
                }
            }
        }
    }

    private void tidy() throws IOException {
        try {
            Recovery.tidy(get());
        } catch (UnusableJournal e) {
            obstacle = Optional.of(e.getMessage());
        }
    }

    private void open(boolean writable) throws IOException {
        Opening how = options.opening(writable).withHalfChanged(true).resolving(names);
        DiskImage opened = openFiles(writable && !isHeld ? how.lookingFirst() : how);
        try {
            requireSame(opened);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        image = Optional.of(opened);
        // a guest can write what looks like another format: what it was taken for it stays
        options = opened.isRemote() ? options : options.withFormat(Optional.of(opened.format()));
    }

    /** What was opened as a device is that device for ever: its path may lead elsewhere by now. */
    private void requireSame(DiskImage opened) throws IOException {
        Optional<String> number = !opened.isRemote() && opened.file().isBlockDevice()
                ? Optional.of(opened.file().deviceNumber()) : Optional.empty();
        if (device.isPresent() && !device.equals(number)) {
            throw new IOException(path + " is not the device that was opened; open it again.");
        }
        device = number;
    }

    /** What an interrupted commit found no room for is missing, and is written when it is resumed. */
    private DiskImage openFiles(Opening how) throws IOException {
        if (NbdAddress.of(path).isPresent()) {
            return Images.open(path, how);
        }
        try (Location found = locate()) {
            return openFiles(found, how);
        }
    }

    private DiskImage openFiles(Location found, Opening how) throws IOException {
        try {
            return Images.open(found, how);
        } catch (MapAhead e) {
            try (HostFile file = HostFile.open(found, HostFile.Access.READ)) {
                if (!Recovery.accountsFor(file, e)) {
                    throw e;
                }
            }
            return Images.open(found, how.writable() && !how.looking() ? how.mending()
                    : how.withWritable(false).salvaging(true));
        }
    }

    /**
     * Returns where the image lies: of a file that was open before, that very file, or what has taken its
     * place in the same folder, as after a commit that makes a new one.
     */
    private Location locate() throws IOException {
        if (location.isEmpty()) {
            return HostFile.locate(path);
        }
        if (!location.get().isStill()) {
            Location now = HostFile.locateAgain(location.get());
            forgetPlace();
            return now;
        }
        return location.get().share();
    }

    /** The loop device by which this computer may write to the image: it would not hear of our changes. */
    private Optional<Path> attached() throws IOException {
        if (get().isRemote() || get().file().isBlockDevice()) {
            return Optional.empty();
        }
        Path real = get().file().realPath();
        return LoopDevices.list().stream().filter(loop -> !loop.readOnly() && loop.file().equals(real))
                .map(LoopDevices.Loop::path).findFirst();
    }

    /** Windows on it. Copies, where it takes copies, lie beside it: /tmp may be small, and in memory. */
    Windows windows() throws IOException {
        return Windows.detect(folderOfCopies());
    }

    /** Windows on it that are copies. */
    Windows copyingWindows() throws IOException {
        return Windows.copies(folderOfCopies());
    }

    /** The folder of the image is known by its path here, and so it must be nobody else's to rename. */
    private Path folderOfCopies() throws IOException {
        if (isHeld() && !get().isRemote() && !get().file().isBlockDevice()) {
            OpenFolder around = get().file().around().orElseThrow();
            if (around.isWritable() && around.isKeptFromOthers(0)) {
                return around.path();
            }
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The device is gone, or the file: it is closed, and why is the obstacle. */
    void lose(IOException why) {
        obstacle = Optional.of(String.valueOf(why.getMessage()));
        try {
            close();
        } catch (IOException more) {
            why.addSuppressed(more);
        }
    }

    /** Closes it for good; should it be opened again, its path is resolved again. */
    @Override
    public void close() throws IOException {
        forgetPlace();
        closeFiles();
    }

    /** Closes it until it is opened afresh. */
    void closeFiles() throws IOException {
        Optional<HostFile.Lock> held = lock;
        Optional<DiskImage> opened = image;
        lock = Optional.empty();
        image = Optional.empty();
        try {
            if (held.isPresent()) {
                held.get().close();
            }
        } finally {
            if (opened.isPresent()) {
                opened.get().close();
            }
        }
    }
}
