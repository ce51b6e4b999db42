package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.NoSuchReading;
import org.platter.base.Refusal;
import org.platter.layout.Choices;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.session.BlockDevices;
import org.platter.session.Browsing;
import org.platter.session.DiskSession;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;

/**
 * The disk model of a real session, which only looks at the image until something is queued. While a job works
 * on the image itself the session is closed; a new one follows, and where that cannot be had the old one
 * stays, to be looked at only.
 */
final class SessionDisk extends EngineDisk {

    private volatile DiskSession session;
    private volatile ImageOptions options;
    private volatile Optional<ImageFacts> facts = Optional.empty();
    private volatile Optional<BlockDevices.Device> device = Optional.empty();
    private volatile Optional<String> lost = Optional.empty();
    private volatile long allocated;
    private final String format;

    private SessionDisk(DiskSession session) {
        this.session = session;
        options = session.options();
        format = session.format();
        learn();
    }

    static DiskModel open(Path path, ImageOptions options) throws IOException {
        return new SessionDisk(DiskSession.open(path, DiskSession.Mode.LOOK, options));
    }

    /** Takes over what the image's file tells; a picture of it that is for looking at only. */
    private void learn() {
        allocated = session.allocatedBytes();
        options = options.withChoices(session.choices()); // a commit may have ended them
        device = RemoteDisk.device(session.path());
        try {
            facts = Optional.of(session.facts());
        } catch (IOException unknown) {
            facts = Optional.empty(); // figures to show, nothing to act on
        }
    }

    @Override
    public ImageOptions options() {
        return options;
    }

    @Override
    public void allow(Path file) {
        Set<Path> more = new HashSet<>(options.allowed());
        more.add(file);
        options = options.withAllowed(more);
    }

    @Override
    public Optional<BlockDevices.Device> device() {
        return device;
    }

    @Override
    public Optional<ImageFacts> facts() {
        return facts;
    }

    @Override
    public boolean canKeepSnapshot() {
        return lost.isEmpty() && session.canKeepSnapshot();
    }

    @Override
    public void setKeepSnapshot(Optional<String> name) {
        session.setKeepSnapshot(name);
    }

    @Override
    public <T> T aside(Background.Work<T> work) throws IOException, Refusal {
        List<String> pending = session.draft().lines();
        session.close();
        try {
            return work.run();
        } finally {
            reopen(pending);
        }
    }

    private void reopen(List<String> pending) {
        try {
            session = reopened();
            lost = Optional.empty();
            learn();
        } catch (IOException e) {
            lost = Optional.of(Texts.get("disk.lost", e.getMessage()));
            return;
        }
        try {
            session.setDraft(append(session.draft(), String.join("\n", pending)));
            if (!pending.isEmpty()) {
                session.hold();
            }
        } catch (IOException | Refusal e) {
            return; // the job changed what the pending operations were about: they are let go
        }
    }

    /** A job may have put another disk into the image, of which nothing was said. */
    private DiskSession reopened() throws IOException {
        try {
            return DiskSession.open(session.path(), DiskSession.Mode.LOOK, options);
        } catch (NoSuchReading e) {
            return DiskSession.open(session.path(), DiskSession.Mode.LOOK, options.withChoices(Choices.NONE));
        }
    }

    @Override
    public void hold() throws IOException, Refusal {
        if (lost.isPresent()) {
            throw new Refusal(lost.get());
        }
        try {
            session.hold();
        } finally {
            learn();
        }
    }

    @Override
    public Browsing browse(PartitionId id) throws IOException, Refusal {
        return session.browse(id);
    }

    @Override
    public Draft append(Draft given, String script) throws IOException, Refusal {
        return session.append(given, script);
    }

    @Override
    public void borrow(Path image, DiskModel lender) {
        if (lender instanceof SessionDisk other) {
            session.borrow(image, other.session);
        }
    }

    @Override
    OpenDisk engine() {
        return session;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public long allocatedBytes() {
        return allocated;
    }

    @Override
    public Optional<String> readOnlyReason() {
        return lost.or(session::readOnlyReason);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try {
            session.apply(events, cancelled);
        } finally {
            learn();
        }
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try {
            session.recover(events, cancelled);
        } finally {
            learn();
        }
    }

    @Override
    public void reload() throws IOException {
        if (lost.isPresent()) {
            reopen(List.of());
            return;
        }
        session.reload();
        learn();
    }

    @Override
    public void choose(Choices choices) throws IOException {
        if (lost.isPresent()) {
            options = options.withChoices(choices);
            reopen(List.of());
            return;
        }
        try {
            session.choose(choices);
        } finally {
            learn();
        }
    }
}
