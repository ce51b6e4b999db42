package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Operation;
import org.platter.session.BlockDevices;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.session.Usage;

/** A disk without an image: applying only makes the draft's last layout the one on the disk. */
final class FakeDisk extends HeldDisk {

    private final Path path;
    Optional<String> readOnly = Optional.empty();
    Optional<Interrupted> interrupted = Optional.empty();
    Optional<Support> support = Optional.empty();
    List<String> warnings = List.of();
    volatile Map<PartitionId, String> uses = Map.of();
    Optional<BlockDevices.Device> device = Optional.empty();
    Optional<String> notUsable = Optional.empty();
    volatile int reviews;
    volatile boolean closed;

    FakeDisk(String path, Layout layout) {
        this.path = Path.of(path);
        restart(layout);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public long allocatedBytes() {
        return 101 * ByteSize.MIB;
    }

    @Override
    public boolean isEditable() {
        return readOnlyReason().isEmpty();
    }

    @Override
    public Optional<String> readOnlyReason() {
        return readOnly.or(() -> interrupted.map(Interrupted::text));
    }

    @Override
    public Support support(Partition partition, Action action) {
        return support.orElseGet(Support.Yes::new);
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return support.orElseGet(Support.Yes::new);
    }

    @Override
    protected void check(Operation operation, Layout before, Layout after) throws Refusal {
        Optional<PartitionId> used = operation.subject().filter(uses::containsKey);
        if (used.isPresent()) {
            throw new Refusal("Partition " + before.partition(used.get()).orElseThrow().number()
                    + " is in use (" + uses.get(used.get()) + "); unmount it first.");
        }
    }

    @Override
    public Optional<BlockDevices.Device> device() {
        return device;
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return Optional.ofNullable(uses.get(id));
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        boolean ends = usage == Usage.UNMOUNT || usage == Usage.SWAP_OFF;
        return notUsable.or(() -> ends == uses.containsKey(id) ? Optional.empty()
                : Optional.of(ends ? "Nothing uses this partition." : "It is in use already."));
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException {
        if (usage == Usage.MOUNT) {
            uses = Map.of(id, "mounted at /run/media/vdg");
            return Optional.of(Path.of("/run/media/vdg"));
        }
        uses = usage == Usage.SWAP_ON ? Map.of(id, "swap space in use") : Map.of();
        return Optional.empty();
    }

    @Override
    public void learnMinimum(PartitionId id) {}

    @Override
    public Review review() {
        reviews++;
        return new Review(List.of(), "Copies in place under a journal; a power cut is resumed.",
                67 * ByteSize.MIB,
                3 * ByteSize.MIB, warnings);
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return interrupted;
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) {}

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        restart(draft().last());
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) {
        interrupted = Optional.empty();
    }

    @Override
    public void reload() {
        restart(onDisk());
    }

    @Override
    public void close() {
        closed = true;
    }
}
