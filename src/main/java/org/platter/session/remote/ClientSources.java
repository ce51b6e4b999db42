package org.platter.session.remote;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.stage.Sources;

/**
 * What requests name beside the device, asked of the process that sends them: that process opens each file
 * with the rights of its own user, and the engine opens none.
 */
final class ClientSources implements Sources {

    private static final long POLL_MILLIS = 50;

    private final Wire wire;
    private final BlockingQueue<List<?>> answers = new ArrayBlockingQueue<>(1);
    private volatile boolean hasEnded;

    ClientSources(Wire wire) {
        this.wire = wire;
    }

    /** Takes an answer from the thread that reads; returns false for one that nobody has asked for. */
    boolean offer(List<?> answer) {
        return answers.offer(answer);
    }

    /** Nobody is left to be asked. */
    void end() {
        hasEnded = true;
    }

    @Override
    public Optional<BlockDevice> lent(String path) throws IOException, Refusal {
        return Optional.of(LentDisk.open(this, path));
    }

    @Override
    public byte[] passphrase(String file) throws IOException, Refusal {
        if (ask(Lender.PASSPHRASE, file) instanceof byte[] bytes && bytes.length > 0) {
            return bytes;
        }
        throw strange();
    }

    /** Asks the client, and waits for what it gives. */
    synchronized Object ask(Object... what) throws IOException, Refusal {
        wire.send(List.of(Lender.WANTED, Arrays.asList(what)));
        List<?> answer = await();
        if (answer.get(0).equals(Lender.GIVEN) && answer.size() == 2) {
            return answer.get(1);
        }
        String message = answer.size() > 2 ? String.valueOf(answer.get(2)) : "It was not given.";
        if (answer.size() > 1 && answer.get(1).equals("refusal")) {
            throw new Refusal(message);
        }
        throw new IOException(message);
    }

    private List<?> await() throws EOFException {
        for (;;) {
            try {
                List<?> answer = answers.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (answer != null) {
                    return answer;
                }
            } catch (InterruptedException e) {
                continue; // nobody interrupts it
            }
            if (hasEnded) {
                throw new EOFException("The program that asked for it is gone.");
            }
        }
    }

    /** What to throw when the client gives something else than was asked for. */
    static IOException strange() {
        return new IOException("The window does not keep to the protocol.");
    }
}
