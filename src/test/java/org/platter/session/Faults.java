package org.platter.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lets chosen system calls fail, of this process and of those it starts: those that write, sync, rename,
 * link, allocate or cut in one folder or on one device. A library of C between the program and its libc does
 * it (faults.c); the process has to be started with it, and shares a block of memory with all who use these
 * faults.
 */
final class Faults {

    /** What becomes of a call. */
    enum Kind {
        EIO(5), ENOSPC(28), EINTR(4),
        /** From this call on nothing that the program does reaches a file, as if it were dead. */
        DEATH(5),
        /** The process is killed in the place of the call. */
        KILL(0);

        private final int errno;

        Kind(int errno) {
            this.errno = errno;
        }
    }

    /** The kernel interrupts a call now and then, and not for ever. */
    private static final int INTERRUPTIONS = 40;
    private static final String BLOCK = "PLATTER_FAULTS";
    private static final int RECORDS = 8000;
    private static final int NAME = 112;
    private static final int HEAD = 32 + 2 * 256;

    private final MappedByteBuffer block;

    private Faults(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            block = channel.map(FileChannel.MapMode.READ_WRITE, 0, HEAD + RECORDS * NAME);
            block.order(ByteOrder.nativeOrder());
        }
    }

    /**
     * Makes the library and the block in a folder, for {@link #of} and processes with {@link #environment}.
     */
    static void make(Path folder) throws IOException {
        Path source = folder.resolve("faults.c");
        try (InputStream in = Faults.class.getResourceAsStream("faults.c")) {
            Files.write(source, in.readAllBytes());
        }
        // JNA looks for the C library in a folder that it is told, and finds this one
        Shell.run("cc", "-shared", "-fPIC", "-O1", "-o", folder.resolve("libc.so").toString(),
                source.toString(),
                "-ldl");
        Files.write(folder.resolve("block"), new byte[HEAD + RECORDS * NAME]);
    }

    /** What a process has to have in its environment. */
    static Map<String, String> environment(Path folder) {
        return Map.of("LD_PRELOAD", folder.resolve("libc.so").toString(), BLOCK,
                folder.resolve("block").toString());
    }

    /** What a Java process has to be told besides. */
    static List<String> options(Path folder) {
        return List.of("-Djna.library.path=" + folder);
    }

    static Faults of(Path folder) throws IOException {
        return new Faults(folder.resolve("block"));
    }

    /** Counts calls in {@code folder} and on {@code device}; nothing is counted until then. */
    void watch(Path folder, String device) {
        put(32, folder.toString());
        put(32 + 256, device);
    }

    private void put(int at, String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        block.put(at, bytes);
    }

    /** Counts from here on, and lets nothing fail. */
    void count() {
        arm(Kind.EIO, 0, 0);
    }

    /** Counts from here on, and lets the call of that number fail, and those after it if it is to last. */
    void arm(Kind kind, int number, boolean lasts) {
        arm(kind, number, kind == Kind.DEATH ? Integer.MAX_VALUE : !lasts ? number
                : kind == Kind.EINTR ? number + INTERRUPTIONS : Integer.MAX_VALUE);
    }

    private void arm(Kind kind, int first, int last) {
        block.putInt(0, 0);
        block.putInt(4, 0);
        block.putInt(8, first);
        block.putInt(12, last);
        block.putInt(16, kind.errno);
        block.putInt(20, kind == Kind.KILL ? 1 : 0);
        block.putInt(24, 0);
        block.putInt(0, 1);
    }

    /** Names the process that is to be killed, which has been started after the faults were armed. */
    void aim(long process) {
        block.putInt(24, (int) process);
    }

    /** Ends the counting, and returns how many calls there were. */
    int disarm() {
        block.putInt(0, 0);
        return block.getInt(4);
    }

    /** Says which call had that number. */
    String call(int number) {
        if (number < 1 || number > Math.min(RECORDS, block.getInt(4))) {
            return "?";
        }
        byte[] name = new byte[NAME];
        block.get(HEAD + (number - 1) * NAME, name);
        String text = new String(name, StandardCharsets.UTF_8);
        return text.substring(0, text.indexOf(0));
    }

    /** Returns what the first calls were, by names that are the same each time. */
    List<String> calls(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> call(number)
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID").replaceAll("#[0-9]+ ", "# ")
                .replaceAll("/dev/loop[0-9]+", "/dev/loop")).toList();
    }
}
