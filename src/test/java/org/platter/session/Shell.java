package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;

/** Runs the independent programs that make and judge what the tests work on. */
public final class Shell {

    /** What a program did. */
    public record Outcome(int status, String output) {}

    private static final int BLOCK = 1 << 16;

    private Shell() {}

    /** Runs a program that has to succeed, and returns what it printed. */
    public static String run(String... command) {
        return feed("", command);
    }

    /** Runs a program that has to succeed on an input, and returns what it printed. */
    public static String feed(String input, String... command) {
        Outcome outcome = attempt(input, command);
        assertEquals(0, outcome.status(), () -> String.join(" ", command) + "\n" + outcome.output());
        return outcome.output();
    }

    /**
     * Runs a program to its end. Where it encrypts, qemu-img measures how fast the machine is, and fails at
     * that now and then where the clock of its processor time is coarse: it is run again then.
     */
    public static Outcome attempt(String input, String... command) {
        Outcome outcome = once(input, command);
        for (int again = 0; outcome.status() != 0 && outcome.output().contains("accurate CPU usage")
                && again < 100; again++) {
            outcome = once(input, command);
        }
        return outcome;
    }

    private static Outcome once(String input, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.put("LC_ALL", "C");
            environment.put("PATH", environment.get("PATH") + ":/usr/sbin:/sbin");
            environment.put("MTOOLS_SKIP_CHECK", "1");
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Attaches an image as a loop device. losetup fails now and then where others ask for one at the same
     * time.
     *
     * @param options of losetup
     */
    public static Path attach(Path image, String... options) {
        List<String> command = new ArrayList<>(List.of("losetup", "--find", "--show"));
        command.addAll(List.of(options));
        command.add(image.toString());
        Outcome outcome = attempt("", command.toArray(String[]::new));
        for (int again = 0; outcome.status() != 0 && again < 20; again++) {
            outcome = attempt("", command.toArray(String[]::new));
        }
        assertEquals(0, outcome.status(), outcome.output());
        return Path.of(outcome.output().strip());
    }

    /** Makes a qcow2 of 16 MiB that a passphrase closes. */
    public static void makeEncrypted(Path image, String passphrase) {
        run("qemu-img", "create", "-q", "-f", "qcow2", "--object", "secret,id=s,data=" + passphrase, "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10", image.toString(), "16M");
    }

    /** Copies bytes between files, of which the second one keeps what it has where there are zeros. */
    public static void copy(Path from, long fromOffset, Path to, long toOffset, long length) {
        byte[] zeros = new byte[BLOCK];
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (HostFile source = HostFile.open(from, HostFile.Access.READ);
                RandomAccessFile target = new RandomAccessFile(to.toFile(), "rw")) {
            long end = Math.min(fromOffset + length, source.size());
            long at = fromOffset;
            for (ByteRange data : source.data(new ByteRange(fromOffset, Math.max(fromOffset, end)))) {
                at = Math.max(at, data.start() - (data.start() - fromOffset) % BLOCK);
                for (; at < data.end(); at += BLOCK) {
                    block.clear().limit((int) Math.min(BLOCK, end - at));
                    source.read(at, block);
                    if (!Arrays.equals(block.array(), 0, block.limit(), zeros, 0, block.limit())) {
                        target.seek(toOffset + at - fromOffset);
                        target.write(block.array(), 0, block.limit());
                    }
                }
            }
            if (Files.isRegularFile(to)) {
                target.setLength(Math.max(target.length(), toOffset + end - fromOffset));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
