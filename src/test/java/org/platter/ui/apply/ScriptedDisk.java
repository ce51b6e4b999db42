package org.platter.ui.apply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import org.platter.operation.Script;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.session.Usage;
import org.platter.session.image.ImageFacts;
import org.platter.ui.Background;
import org.platter.ui.DiskViewModel;
import org.platter.ui.HeldDisk;

/** A disk without an image, whose work is what a test says. */
public final class ScriptedDisk extends HeldDisk {

    /** What applying, rehearsing and recovering do. */
    public interface Play {
        void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
    }

    public Play play = (events, cancelled) -> {};
    public Review review = new Review(List.of(),
            "The bytes are copied inside of the image, under a journal: after a "
                    + "power cut it is resumed.",
            67 * ByteSize.MIB, 3 * ByteSize.MIB, List.of());
    public volatile Optional<Interrupted> interrupted = Optional.empty();
    public Support support = new Support.Yes();
    public volatile Runnable learned = () -> {};
    public Path path = Path.of("/images/thumb.raw");
    public String format = "raw";
    public volatile Optional<ImageFacts> facts = Optional.empty();
    public volatile boolean canKeepSnapshot;
    public volatile Optional<String> kept = Optional.empty();
    public volatile int timesAside;
    private final BlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();

    public ScriptedDisk(Layout layout, String... lines) throws Refusal {
        restart(layout);
        for (String line : Script.lines(String.join("\n", lines))) {
            queue(Script.parse(line, draft().last()));
        }
    }

    /** Returns the view model of this disk; its screen is {@link #until}. */
    public DiskViewModel view() {
        return new DiskViewModel(this, new Background("test disk", screen::add));
    }

    /** Runs what comes to the screen's thread until {@code reached}. */
    public void until(BooleanSupplier reached) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.getAsBoolean()) {
            Runnable next = screen.poll(20, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not reached within 20 seconds");
            }
        }
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
    public long allocatedBytes() {
        return 118 * ByteSize.MIB;
    }

    @Override
    public boolean isEditable() {
        return interrupted.isEmpty();
    }

    @Override
    public Optional<String> readOnlyReason() {
        return interrupted.map(Interrupted::text);
    }

    /** Lets something be learned of the disk. */
    public void learn(Layout known) {
        restart(known);
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return Optional.empty();
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return Optional.of("Only partitions of block devices can be mounted; this is an image file.");
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws Refusal {
        throw new Refusal(whyNot(id, usage).orElseThrow());
    }

    @Override
    public Support support(Partition partition, Action action) {
        return support;
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return support;
    }

    @Override
    protected void check(Operation operation, Layout before, Layout after) {}

    @Override
    public void learnMinimum(PartitionId id) {
        learned.run();
    }

    @Override
    public Review review() {
        return review;
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return interrupted;
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        play.run(events, cancelled);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        play.run(events, cancelled);
        restart(draft().last());
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        play.run(events, cancelled);
        interrupted = Optional.empty();
    }

    @Override
    public Optional<ImageFacts> facts() {
        return facts;
    }

    @Override
    public boolean canKeepSnapshot() {
        return canKeepSnapshot;
    }

    @Override
    public void setKeepSnapshot(Optional<String> name) {
        kept = name;
    }

    @Override
    public <T> T aside(Work<T> work) throws IOException, Refusal {
        timesAside++;
        return work.run();
    }

    @Override
    public void reload() {}

    @Override
    public void close() {}
}
