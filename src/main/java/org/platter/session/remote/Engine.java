package org.platter.session.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.layout.Partition;
import org.platter.session.DiskSession;
import org.platter.session.Usage;

/** The side with the rights: does on one block device what it is asked for, until nobody asks any more. */
public final class Engine {

    private static final int BLOCK_DEVICE = 0060000;
    private static final int TYPE = 0170000;
    private static final List<Object> END = List.of("end");

    private final Wire wire;
    private final BlockingQueue<List<?>> requests = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;

    private Engine(InputStream in, OutputStream out) {
        wire = new Wire(in, out);
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

    private static DiskSession open(Path device) throws IOException {
        if (!Files.exists(device) || ((int) Files.getAttribute(device, "unix:mode") & TYPE) != BLOCK_DEVICE) {
            throw new IOException(device + " is no block device.");
        }
        return DiskSession.open(device, DiskSession.Mode.EDIT);
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
            for (;;) {
                List<?> request = wire.receive();
                if (request.get(0).equals("cancel")) {
                    cancelled = true;
                } else {
                    cancelled = false; // here, since a cancellation may follow at once
                    requests.add(request);
                }
            }
        } catch (IOException e) {
            cancelled = true; // whoever asked is gone: stop where it can be gone on from
            requests.add(END);
        }
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
                Optional<Partition> partition = request.get(1) instanceof Integer number
                        ? session.onDisk().partition(number) : Optional.empty();
                if (partition.isPresent()) {
                    session.learnMinimum(partition.get().id());
                }
            }
            case "review" -> {
                queue(session, request.get(1));
                return Optional.of(session.review());
            }
            case "rehearse" -> {
                queue(session, request.get(1));
                session.rehearse(this::tell, () -> cancelled);
            }
            case "apply" -> {
                queue(session, request.get(1));
                session.apply(this::tell, () -> cancelled);
            }
            case "use" -> {
                return use(session, request);
            }
            case "recover" -> session.recover(this::tell, () -> cancelled);
            case "reload" -> session.reload();
            default -> throw new Refusal("The engine does not know what “" + request.get(0) + "” is.");
        }
        return Optional.empty();
    }

    /** What is pending is not known here but while it is reviewed or applied, and was looked at there. */
    private static Optional<Object> use(DiskSession session, List<?> request) throws IOException, Refusal {
        session.setDraft(session.draft().cleared());
        if (request.size() < 3 || !(request.get(1) instanceof Integer number)
                || !(request.get(2) instanceof Usage usage)) {
            throw new Refusal("The engine was not told what to do with which partition.");
        }
        Partition partition = session.onDisk().partition(number)
                .orElseThrow(() -> new Refusal("There is no partition " + number + "."));
        return session.use(partition.id(), usage).map(Path::toString);
    }

    private static void queue(DiskSession session, Object lines) throws IOException, Refusal {
        session.setDraft(session.draft().cleared());
        for (Object line : (List<?>) lines) {
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
