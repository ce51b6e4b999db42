package org.platter.session.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.operation.Operation;
import org.platter.session.BlockDevices;
import org.platter.session.DiskSizes;
import org.platter.session.Elevation;
import org.platter.session.Interrupted;
import org.platter.session.Needs;
import org.platter.session.Occupation;
import org.platter.session.OpenDisk;
import org.platter.session.Review;
import org.platter.session.Usage;
import org.platter.session.VolumeGroup;
import org.platter.tool.Command;
import org.platter.tool.Conversation;
import org.platter.tool.Programs;

/**
 * A block device whose engine is another process, one with the rights that it takes; what is pending is
 * handed over as script lines.
 */
public final class RemoteSession extends OpenDisk {

    private static final int BLOCK_DEVICE = 0060000;
    private static final int TYPE = 0170000;
    private static final long POLL_MILLIS = 50;
    private static final List<Object> GONE = List.of("gone");

    private final Path device;
    private final Conversation engine;
    private final Wire wire;
    private final BlockingQueue<List<?>> answers = new LinkedBlockingQueue<>();
    private volatile @Nullable State state;
    private final Optional<BlockDevices.Device> known;
    private volatile List<ByteRange> overwritten = List.of();

    private RemoteSession(Path device, Conversation engine) {
        this.device = device;
        this.known = known(device);
        this.engine = engine;
        this.wire = new Wire(engine.input(), engine.output());
    }

    /** These are words to show, nothing to act on. */
    private static Optional<BlockDevices.Device> known(Path device) {
        try {
            return BlockDevices.find(device);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** Returns whether a path is a block device that this user may not write to. */
    public static boolean isNeeded(Path path) {
        try {
            return Files.exists(path) && !Files.isWritable(path)
                    && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == BLOCK_DEVICE;
        } catch (IOException e) {
            return false; // opening it says better what is wrong
        }
    }

    /**
     * Starts an engine for a device as root, for which the desktop asks for a password.
     *
     * @throws IOException if the user may not or does not want to, or the device cannot be opened
     */
    public static RemoteSession open(Path device) throws IOException {
        if (!Elevation.canAsk()) {
            throw new IOException(Elevation.onlyRoot("edit " + device));
        }
        // the person who is asked for the password is told which device it is, and not what a link to it is called
        return start(device, Elevation.asRoot("engine", device.toRealPath().toString()));
    }

    /** Starts an engine by a command of its own. */
    static RemoteSession start(Path device, Command command) throws IOException {
        RemoteSession session = new RemoteSession(device,
                Conversation.start(Programs.installed(), command));
        Thread reader = new Thread(session::listen, "answers about " + device);
        reader.setDaemon(true);
        reader.start();
        try {
            try (Lender lender = new Lender()) {
                session.await(lender, event -> {}, () -> false);
            }
            session.restart(session.state().layout());
            return session;
        } catch (IOException e) {
            session.close();
            throw e;
        } catch (Refusal e) {
            session.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Path path() {
        return device;
    }

    @Override
    public String format() {
        return state().format();
    }

    @Override
    public long allocatedBytes() {
        return state().allocatedBytes();
    }

    @Override
    public Optional<BlockDevices.Device> device() {
        return known;
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public Optional<String> readOnlyReason() {
        return state().readOnlyReason();
    }

    @Override
    public boolean isHeld() {
        return state().isHeld();
    }

    @Override
    public void hold() throws IOException, Refusal {
        if (isHeld()) {
            return;
        }
        try {
            ask(List.of("hold"), event -> {}, () -> false);
            rebase(state().layout());
        } catch (IOException | Refusal e) {
            restart(state().layout());
            throw e;
        }
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return state().interrupted();
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return state().support(type, action);
    }

    @Override
    protected void check(Operation operation, Layout before, Layout after) throws Refusal {
        if (format().equals("raw")) {
            DiskSizes.check(path(), onDisk(), after);
        }
        new Occupation(state().uses()).check(operation, before, after);
        Needs.check(operation, before, after, state()::support);
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return Optional.ofNullable(state().uses().get(id));
    }

    @Override
    public List<VolumeGroup> volumeGroups() {
        return state().volumeGroups();
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return state().usability().whyNot(draft(), id, usage);
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        Optional<String> reason = whyNot(id, usage);
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        int number = onDisk().partition(id).orElseThrow().number();
        List<?> answer = ask(List.of("use", number, usage), event -> {}, () -> false);
        try {
            rebase(state().layout());
        } catch (Refusal e) {
            // what is pending does not fit it any more; applying it says so
            return where(answer);
        }
        return where(answer);
    }

    private static Optional<Path> where(List<?> answer) {
        return answer.size() > 2 ? Optional.of(Path.of(String.valueOf(answer.get(2)))) : Optional.empty();
    }

    @Override
    public void learnMinimum(PartitionId id) throws IOException {
        try {
            ask(List.of("minimum", onDisk().partition(id).orElseThrow().number()), event -> {}, () -> false);
            rebase(state().layout());
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void allowOverwriting(RangeSet ranges) {
        List<ByteRange> each = new ArrayList<>();
        ranges.forEach(each::add);
        overwritten = List.copyOf(each);
    }

    @Override
    public Review review() throws IOException {
        try {
            List<?> answer = ask(List.of("review", draft().lines()), event -> {}, () -> false);
            if (answer.size() > 2 && answer.get(2) instanceof Review review) {
                return review;
            }
            throw new IOException("The engine of " + device + " gave no review.");
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        ask(List.of("rehearse", draft().lines(), overwritten), events, cancelled);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try {
            ask(List.of("apply", draft().lines(), overwritten), events, cancelled);
            restart(state().layout());
        } catch (IOException e) {
            if (state().interrupted().isPresent()) {
                restart(state().layout()); // what is to be resumed is all there is
            }
            throw e;
        }
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        try {
            ask(List.of("recover"), events, cancelled);
        } finally {
            restart(state().layout());
        }
    }

    @Override
    public void reload() throws IOException {
        try {
            ask(List.of("reload"), event -> {}, () -> false);
            restart(state().layout());
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Choices choices() {
        return state().choices();
    }

    @Override
    public void choose(Choices choices) throws IOException {
        try {
            ask(List.of("choose", choices), event -> {}, () -> false);
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            restart(state().layout());
        }
    }

    private List<?> ask(List<Object> request, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        try (Lender lender = new Lender()) {
            wire.send(request);
            return await(lender, events, cancelled);
        }
    }

    /** Passes on what the engine tells, and gives it what it asks for, until it has an answer. */
    private List<?> await(Lender lender, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        boolean told = false;
        for (;;) {
            if (!told && cancelled.getAsBoolean()) {
                told = true;
                wire.send(List.of("cancel"));
            }
            List<?> answer = poll();
            if (answer == null) {
                continue;
            }
            if (answer.equals(GONE)) {
                throw gone();
            }
            for (Object part : answer) {
                if (part instanceof State now) {
                    state = now;
                }
            }
            switch (String.valueOf(answer.get(0))) {
                case "event" -> events.accept((Event) answer.get(1));
                case Lender.WANTED -> wire.send(lender.answer((List<?>) answer.get(1)));
                case "done" -> {
                    return answer;
                }
                default -> throw failure(answer);
            }
        }
    }

    /** Returns what the engine said last. It says how the disk is before it answers the first time. */
    private State state() {
        return Objects.requireNonNull(state);
    }

    private @Nullable List<?> poll() {
        try {
            return answers.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null; // nobody interrupts it
        }
    }

    private static IOException failure(List<?> answer) throws Refusal {
        String message = answer.size() > 2 ? String.valueOf(answer.get(2)) : "The engine failed.";
        if ("refusal".equals(answer.get(1))) {
            throw new Refusal(message);
        }
        return "cancelled".equals(answer.get(1)) ? new Cancelled() : new IOException(message);
    }

    private IOException gone() {
        int status = engine.status();
        String refusal = Elevation.refusal(status, "edit " + device);
        return new IOException(!refusal.isEmpty() ? refusal : "The engine of " + device
                + " ended unexpectedly (status " + status
                + "); open the device again to see what became of it.");
    }

    private void listen() {
        try {
            for (;;) {
                answers.add(wire.receive());
            }
        } catch (IOException e) {
            answers.add(GONE);
        }
    }

    /** Ends the engine, once it has come to a place where it can stop. */
    @Override
    public void close() throws IOException {
        engine.close();
    }
}
