package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.tool.Command;
import org.platter.tool.Programs;

/** A partition of fixed size in a sparse file of its own, on which the real programs run. */
public final class TestPartition implements BlockDevice {

    private final Path path;
    private final long size;
    private final int sectorSize;
    private final FileChannel channel;

    private TestPartition(Path path, long size, int sectorSize) throws IOException {
        this.path = path;
        this.size = size;
        this.sectorSize = sectorSize;
        this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    public static TestPartition of(Path folder, long size) throws IOException {
        return of(folder, size, 512);
    }

    public static TestPartition of(Path folder, long size, int sectorSize) throws IOException {
        Path path = Files.createTempFile(folder, "partition", ".raw");
        TestPartition partition = new TestPartition(path, size, sectorSize);
        partition.restoreSize();
        return partition;
    }

    /**
     * Returns a partition of the same size that is full of garbage but for these bytes, read through windows.
     */
    public TestPartition copyOf(LiveBlocks live, long window, Random random) throws IOException {
        TestPartition copy = of(path.getParent(), size, sectorSize);
        byte[] garbage = new byte[1 << 20];
        random.nextBytes(garbage);
        for (long at = 0; at < size; at += garbage.length) {
            copy.write(at, ByteBuffer.wrap(garbage, 0, (int) Math.min(garbage.length, size - at)));
        }
        List<ByteRange> windows = new ArrayList<>();
        for (long at = 0; at < size; at += window) {
            windows.add(new ByteRange(at, Math.min(size, at + window)));
        }
        java.util.Collections.shuffle(windows, random);
        for (ByteRange part : windows) {
            for (ByteRange range : live.within(part)) {
                assertEquals(List.of(range), List.of(range.intersection(part).orElseThrow()),
                        "inside of the window");
                for (long at = range.start(); at < range.end(); at += 1 << 20) {
                    copy.write(at, read(at, (int) Math.min(1 << 20, range.end() - at)));
                }
            }
        }
        return copy;
    }

    /** Returns the number of bytes that are live in all of the partition. */
    public long length(LiveBlocks live) throws IOException {
        return live.within(new ByteRange(0, size)).length();
    }

    public Path path() {
        return path;
    }

    /** Carries a way out on this partition, and returns what programs printed. */
    public String run(Way way) throws IOException {
        StringBuilder output = new StringBuilder();
        way.by(new Way.Carrier() {
            @Override
            public void run(List<Command> commands) throws IOException {
                output.append(TestPartition.this.run(commands));
            }

            @Override
            public void write(Way.Work work) throws IOException {
                work.on(TestPartition.this);
            }

            @Override
            public void mount(Way.Mounting mounting) {
                fail("nothing is mounted here");
            }

            @Override
            public void leave(String why) {} // an action that there is not needs no work
        });
        return output.toString();
    }

    /** Makes a file system of a kind that does not have to be asked how it is resized this long. */
    public void resize(FileSystemType type, long bytes) throws IOException {
        run(type.shrink(type.planned(Optional.empty(), Optional.empty(), bytes), bytes));
    }

    /** Returns how small the programs of a type say that its file system here can be made. */
    public OptionalLong minimum(FileSystemType type) throws IOException {
        MinimumQuery query = type.minimumQuery().orElseThrow();
        return query.answer().apply(run(query.commands()));
    }

    /** Runs commands of a file system type on this partition; any exit status not accepted fails the test. */
    public String run(List<Command> commands) throws IOException {
        StringBuilder output = new StringBuilder();
        for (Command command : commands) {
            Command here = command.on(path.toString());
            Result result = start(here.arguments(), here.input());
            if (!here.accepted().containsKey(result.status())) {
                fail(here.arguments() + " ended with " + result.status() + " "
                        + here.meaning(result.status()).orElse("?") + ":\n" + result.output());
            }
            output.append(result.output());
        }
        return output.toString();
    }

    /**
     * Returns a way that makes a file system, with a passphrase where it needs one, whose key is derived in
     * less time than usual.
     */
    public static Way quick(FileSystemType type, Way way) {
        return !type.needsPassphrase() ? way
                : Way.by(((Way.ByPrograms) way).commands().stream().map(command -> {
                    List<String> arguments = new ArrayList<>(command.arguments());
                    arguments.addAll(2, List.of("--iter-time", "10"));
                    return new Command(arguments, command.accepted(), command.refused(), "secret");
                }).toList());
    }

    /** Returns whether all of the commands succeed. */
    public boolean passes(Way way) throws IOException {
        return passes(((Way.ByPrograms) way).commands());
    }

    /** Returns whether all of the commands succeed. */
    public boolean passes(List<Command> commands) throws IOException {
        for (Command command : commands) {
            Command here = command.on(path.toString());
            if (!here.accepted().containsKey(start(here.arguments(), here.input()).status())) {
                return false;
            }
        }
        return true;
    }

    /** Runs a program with the partition's path in the place of “{window}”; it has to end with status 0. */
    public String run(String... arguments) throws IOException {
        return run(List.of(Command.of(arguments[0], List.of(arguments).subList(1, arguments.length)
                .toArray(String[]::new))));
    }

    /** Returns the hash of what a program prints. */
    public String digestOf(String... arguments) throws IOException {
        Command here = Command.of(arguments[0], List.of(arguments).subList(1, arguments.length)
                .toArray(String[]::new)).on(path.toString());
        Result result = start(here.arguments(), "");
        assertEquals(0, result.status(), () -> here.arguments() + ": " + result.output());
        return Digests.of(result.printed());
    }

    public record Result(int status, byte[] printed, byte[] errors) {

        public String output() {
            return new String(printed, java.nio.charset.StandardCharsets.UTF_8)
                    + new String(errors, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    public Result start(List<String> arguments, String input) throws IOException {
        Path in = Files.writeString(path.resolveSibling("input"), input);
        Path out = path.resolveSibling("output");
        Path errors = path.resolveSibling("errors");
        String program = arguments.stream().filter(word -> !word.equals("env") && !word.contains("="))
                .findFirst().orElseThrow();
        String debianPackage = Programs.debianPackage(program).orElse("");
        assumeTrue(!Support.RARE.containsKey(debianPackage) || Programs.installed().has(program),
                () -> "this release has no package " + debianPackage);
        List<String> found = new ArrayList<>(arguments);
        found.set(0, find(arguments.get(0)).toString());
        ProcessBuilder builder = new ProcessBuilder(found).redirectInput(in.toFile())
                .redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MTOOLS_SKIP_CHECK", "1");
        Process process = builder.start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(arguments + " takes more than a minute");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        restoreSize();
        return new Result(process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(errors));
    }

    private static Path find(String program) throws IOException {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            Path path = Path.of(folder, program);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        throw new IOException("The tests need " + program + ".");
    }

    /** A window has a fixed size, whatever a program does to the length of its file. */
    private void restoreSize() throws IOException {
        if (channel.size() < size) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        } else if (channel.size() > size) {
            channel.truncate(size);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public String description() {
        return path.getFileName().toString();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset + into.remaining() > size) {
            throw new EOFException("read at " + offset);
        }
        for (long at = offset; into.hasRemaining();) {
            at += channel.read(into, at);
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        if (offset < 0 || offset + from.remaining() > size) {
            throw new EOFException("write at " + offset);
        }
        for (long at = offset; from.hasRemaining();) {
            at += channel.write(from, at);
        }
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        for (long at = range.start(); at < range.end(); at += 1 << 20) {
            write(at, ByteBuffer.allocate((int) Math.min(1 << 20, range.end() - at)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public RangeSet data(ByteRange window) {
        return RangeSet.of(window);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
