package org.platter.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.FileSystems;
import org.platter.filesystem.Support;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.session.BlockDevices;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.session.Usage;
import org.platter.session.VolumeGroup;
import org.platter.session.remote.RemoteSession;

/** The disk model of a device that this user may not touch: its engine runs as root, the window does not. */
record RemoteDisk(RemoteSession session, Optional<BlockDevices.Device> device) implements DiskModel {

    private static final int BLOCK_DEVICE = 0060000;
    private static final int TYPE = 0170000;

    /** Returns whether a path is a block device that this user may not write to. */
    static boolean isNeeded(Path path) {
        try {
            return Files.exists(path) && !Files.isWritable(path)
                    && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == BLOCK_DEVICE;
        } catch (IOException e) {
            return false; // opening it says better what is wrong
        }
    }

    /** Returns what this computer tells of a device; nothing of images, and of what is gone. */
    static Optional<BlockDevices.Device> device(Path node) {
        if (!node.startsWith("/dev")) {
            return Optional.empty();
        }
        try {
            return BlockDevices.find(node);
        } catch (IOException e) {
            return Optional.empty(); // words to show, nothing to act on
        }
    }

    static DiskModel open(Path device) throws IOException {
        return new RemoteDisk(RemoteSession.open(device), device(device));
    }

    @Override
    public Path path() {
        return session.path();
    }

    @Override
    public String format() {
        return session.format();
    }

    @Override
    public long allocatedBytes() {
        return session.allocatedBytes();
    }

    @Override
    public boolean isEditable() {
        return readOnlyReason().isEmpty();
    }

    @Override
    public Optional<String> readOnlyReason() {
        return session.readOnlyReason();
    }

    @Override
    public Layout onDisk() {
        return session.onDisk();
    }

    @Override
    public Draft draft() {
        return session.draft();
    }

    @Override
    public void setDraft(Draft draft) {
        session.setDraft(draft);
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public List<VolumeGroup> volumeGroups() {
        return session.volumeGroups();
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return session.use(id);
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return session.whyNot(id, usage);
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        return session.use(id, usage);
    }

    @Override
    public Support support(Partition partition, Action action) {
        return FileSystems.of(partition.content()).map(type -> session.support(type, action))
                .orElseGet(() -> new Support.Never("Platter cannot " + action.verb() + " "
                        + partition.content().type().orElse("an unknown content") + "."));
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return session.support(type, action);
    }

    @Override
    public void check(Operation operation, Layout before, Layout after) throws Refusal {
        session.check(operation, before, after);
    }

    @Override
    public void learnMinimum(PartitionId id) throws IOException {
        session.learnMinimum(id);
    }

    @Override
    public Review review() throws IOException {
        return session.review();
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return session.interrupted();
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.rehearse(events, cancelled);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.apply(events, cancelled);
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.recover(events, cancelled);
    }

    @Override
    public void reload() throws IOException {
        session.reload();
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
