package org.platter.session.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.host.DeviceNode;
import org.platter.host.Umask;
import org.platter.image.open.Images;
import org.platter.layout.Choices;
import org.platter.layout.Partition;
import org.platter.session.DiskSession;
import org.platter.session.Usage;
import org.platter.session.image.ImageOptions;

/** The side with the rights: does on one block device what it is asked for, until nobody asks any more. */
public final class Engine {

    private static final Set<String> OWN_FORMATS = Set.of("raw", "qcow2");
    private static final List<Object> END = List.of("end");
    /** Requests that may wait; a client that keeps to the protocol sends none before the last answer. */
    private static final int MAX_WAITING = 2;

    private final Wire wire;
    private final BlockingQueue<List<?>> requests = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ClientSources sources;
    private volatile boolean cancelled;

    private Engine(InputStream in, OutputStream out) {
        wire = new Wire(in, out);
        sources = new ClientSources(wire);
    }

    /** Keeps what the engine and its programs make from others; pkexec hands on the mask of its caller. */
    public static void keepPrivate() {
        Umask.keepPrivate();
    }

    /**
     * Serves requests for a device until the input ends.
     *
     * @param device a block device: files need no rights but the user's own
     */
    public static void serve(Path device, InputStream in, OutputStream out) throws IOException {
        new Engine(in, out).serve(device);
    }

    private void serve(Path device) throws IOException {
        Thread reader = new Thread(this::listen, "requests");
        reader.setDaemon(true);
        reader.start();
        try (DiskSession session = open(device)) {
            wire.send(List.of("done", State.of(session)));
            for (List<?> request = next(); !request.equals(END); request = next()) {
                answer(session, request);
            }
        } catch (IOException e) {
            wire.send(List.of("failed", kind(e), String.valueOf(e.getMessage())));
        }
    }

    /** Opens no program for a format that is not Platter's own: such a program would run as root on it. */
    private DiskSession open(Path device) throws IOException {
        Path node = DeviceNode.resolve(device);
        String format = Images.describe(node, ImageOptions.usual().opening(false)).get(0).format();
        if (!OWN_FORMATS.contains(format)) {
            throw new IOException(device + " holds a " + format + " image, which root does not open for "
                    + "others; copy it to a file, and open that.");
        }
        DiskSession session = DiskSession.open(node, DiskSession.Mode.LOOK,
                ImageOptions.usual().withFormat(Optional.of(format)));
        session.setSources(sources);
        return session;
    }

    private List<?> next() {
        for (;;) {
            try {
                return requests.take();
            } catch (InterruptedException e) {
                continue; // nobody interrupts it
            }
        }
    }

    private void listen() {
        try {
            while (take(wire.receive())) {
                continue;
            }
        } catch (IOException e) {
            return; // the client is gone, or does not keep to the protocol
        } finally { // also where a message takes up all memory: nobody else lets go of the device
            cancelled = true; // stop where it can be gone on from
            sources.end();
            requests.clear();
            requests.add(END);
        }
    }

    /** Returns false for a message that breaks the protocol. */
    private boolean take(List<?> message) {
        String word = String.valueOf(message.get(0));
        switch (word) {
            case "cancel" -> cancelled = true;
            case Lender.GIVEN, Lender.NOT_GIVEN -> {
                return sources.offer(message);
            }
            default -> {
                cancelled = false; // here, since a cancellation may follow at once
                return requests.offer(message);
            }
        }
        return true;
    }

    private void answer(DiskSession session, List<?> request) throws IOException {
        try {
            Optional<Object> result = carryOut(session, request);
            wire.send(result.isPresent() ? List.of("done", State.of(session), result.get())
                    : List.of("done", State.of(session)));
        } catch (EOFException e) {
            throw e;
        } catch (Refusal e) {
            wire.send(List.of("failed", "refusal", e.getMessage(), State.of(session)));
        } catch (IOException e) {
            wire.send(List.of("failed", kind(e), String.valueOf(e.getMessage()), State.of(session)));
        }
    }

    private static String kind(IOException failure) {
        return failure instanceof Cancelled ? "cancelled" : "failure";
    }

    private Optional<Object> carryOut(DiskSession session, List<?> request) throws IOException, Refusal {
        switch (String.valueOf(request.get(0))) {
            case "minimum" -> {
                Optional<Partition> partition = request.size() > 1 && request.get(1) instanceof Integer number
                        ? session.onDisk().partition(number) : Optional.empty();
                if (partition.isPresent()) {
                    session.learnMinimum(partition.get().id());
                }
            }
            case "review" -> {
                queue(session, request);
                return Optional.of(session.review());
            }
            case "rehearse" -> {
                queue(session, request);
                session.rehearse(this::tell, () -> cancelled);
            }
            case "apply" -> {
                queue(session, request);
                session.apply(this::tell, () -> cancelled);
            }
            case "use" -> {
                return use(session, request);
            }
            case "hold" -> {
                session.clear();
                session.hold();
            }
            case "recover" -> session.recover(this::tell, () -> cancelled);
            case "reload" -> session.reload();
            case "choose" -> session.choose(request.size() > 1 && request.get(1) instanceof Choices choices
                    ? choices : Choices.NONE);
            default -> throw new Refusal("The engine was asked for something that it does not know.");
        }
        return Optional.empty();
    }

    /** What is pending is not known here but while it is reviewed or applied, and was looked at there. */
    private static Optional<Object> use(DiskSession session, List<?> request) throws IOException, Refusal {
        session.clear();
        if (request.size() < 3 || !(request.get(1) instanceof Integer number)
                || !(request.get(2) instanceof Usage usage)) {
            throw new Refusal("The engine was not told what to do with which partition.");
        }
        Partition partition = session.onDisk().partition(number)
                .orElseThrow(() -> new Refusal("There is no partition " + number + "."));
        return session.use(partition.id(), usage).map(Path::toString);
    }

    private static void queue(DiskSession session, List<?> request) throws IOException, Refusal {
        if (request.size() < 2 || !(request.get(1) instanceof List<?> lines)) {
            throw new Refusal("The engine was not told what to do.");
        }
        session.allowOverwriting(request.size() > 2 && request.get(2) instanceof List<?> ranges
                ? RangeSet.of(ranges.stream().filter(ByteRange.class::isInstance).map(ByteRange.class::cast)
                        .toList())
                : RangeSet.EMPTY);
        session.clear();
        for (Object line : lines) {
            session.push(String.valueOf(line));
        }
    }

    private void tell(Event event) {
        try {
            wire.send(List.of("event", event));
        } catch (IOException e) {
            cancelled = true; // nobody listens any more
        }
    }
}
