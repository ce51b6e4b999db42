package org.platter.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.filesystem.MountedWork;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

class OwnKernelTest {

    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private final ProgramRunner programs = new ProgramRunner(Programs.installed());
    private final List<Event> events = new ArrayList<>();

    private Path made(long size, String... maker) throws IOException {
        Path file = folder.resolve("window");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(size);
        }
        List<String> words = new ArrayList<>(List.of(maker));
        words.add(file.toString());
        programs.run(Command.of(words.get(0), words.subList(1, words.size()).toArray(String[]::new)),
                event -> {}, () -> false);
        return file;
    }

    private void run(Path file, String type, Command... commands) throws IOException {
        new OwnKernel(programs).run(file, new MountedWork(type, "", List.of(commands)),
                events::add, () -> false);
    }

    @Test
    void anXfsGrowsWithoutRoot() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(400 * MIB);
        }
        run(file, "xfs", Command.of("xfs_growfs", Command.MOUNT));
        String info = programs
                .run(Command.of("xfs_db", "-r", "-c", "sb 0", "-c", "p dblocks", file.toString()),
                        event -> {}, () -> false)
                .output();
        assertEquals("dblocks = " + 400 * MIB / 4096, info.strip());
        programs.run(Command.of("xfs_repair", "-n", file.toString()), event -> {}, () -> false);
        assertTrue(events.contains(new Event.CommandStarted(List.of("xfs_growfs", "/m"))), events.toString());
    }

    @Test
    void aCommandThatFailsIsNamedAndNotTheMachine() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        ToolFailure failure = assertThrows(ToolFailure.class, () -> run(file, "xfs",
                Command.of("xfs_growfs", "-D", "1", Command.MOUNT)));
        assertTrue(failure.getMessage().contains("xfs_growfs"), failure.getMessage());
    }

    @Test
    void aBtrfsGrowsAndShrinks() throws IOException {
        Path file = made(400 * MIB, "mkfs.btrfs", "-q", "-b", Long.toString(300 * MIB));
        run(file, "btrfs", Command.of("btrfs", "filesystem", "resize", "max", Command.MOUNT));
        assertEquals(400 * MIB, btrfsSize(file));
        run(file, "btrfs",
                Command.of("btrfs", "filesystem", "resize", Long.toString(320 * MIB), Command.MOUNT));
        assertEquals(320 * MIB, btrfsSize(file));
        programs.run(Command.of("btrfs", "check", file.toString()), event -> {}, () -> false);
    }

    private long btrfsSize(Path file) throws IOException {
        String dump = programs.run(Command.of("btrfs", "inspect-internal", "dump-super", file.toString()),
                event -> {}, () -> false).output();
        return Long.parseLong(dump.lines().filter(line -> line.startsWith("total_bytes")).findFirst()
                .orElseThrow().replaceAll("[^0-9]", ""));
    }

    @Test
    void aNilfsGrowsByAModuleOfTheKernel() throws IOException {
        Path file = made(200 * MIB, "mkfs.nilfs2", "-q");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(256 * MIB);
        }
        run(file, "nilfs2", Command.of("nilfs-resize", "-v", "-y", Command.DEVICE));
    }

    @Test
    void aJfsGrowsByItsMount() throws IOException {
        Path file = made(200 * MIB, "mkfs.jfs", "-q");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(256 * MIB);
        }
        run(file, "jfs", Command.of("mount", "-o", "remount,resize", Command.MOUNT));
        programs.run(Command.of("jfs_fsck", "-n", file.toString()), event -> {}, () -> false);
    }

    @Test
    void theMachineCannotReadTheFilesOfThisOne() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        Path secret = Files.writeString(folder.resolve("secret"), "a word that nobody is to read");
        for (String place : List.of("/", folder.toString())) {
            run(file, "xfs", Command.of("sh", "-c", "mkdir /h; mount -i -t hostfs -o " + place + " none /h; "
                    + "ls /h /h/etc/passwd /h" + secret + " /h/secret; echo looked"));
        }
        assertTrue(events.contains(new Event.Output("looked")));
        assertTrue(events.stream().noneMatch(event -> event instanceof Event.Output line
                && line.line().matches("/h.*(secret|passwd)|secret")), events.toString());
    }

    @Test
    void aKernelThatStopsIsToldInASentence() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        ToolFailure failure = assertThrows(ToolFailure.class, () -> run(file, "xfs",
                Command.of("sh", "-c", "echo c > /proc/sysrq-trigger")));
        assertTrue(failure.getMessage().contains("the kernel stopped while it ran sh"), failure.getMessage());
    }

    @Test
    void aMachineThatDoesNothingIsEnded() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        OwnKernel kernel = new OwnKernel(new ProgramRunner(Programs.installed(), Duration.ofSeconds(2)),
                Duration.ofSeconds(4));
        ToolFailure failure = assertThrows(ToolFailure.class, () -> kernel.run(file,
                new MountedWork("xfs", "", List.of(Command.of("sh", "-c", "while :; do :; done"))),
                events::add, () -> false));
        assertTrue(failure.getMessage().contains("it did nothing for 4 seconds, and was ended"),
                failure.getMessage());
        assertEquals(0, machines(file));
    }

    @Test
    void cancellingEndsTheMachine() throws IOException {
        Path file = made(320 * MIB, "mkfs.xfs", "-q");
        assertThrows(Cancelled.class, () -> new OwnKernel(programs).run(file,
                new MountedWork("xfs", "", List.of(Command.of("sh", "-c", "while :; do :; done"))),
                events::add, () -> events.stream().anyMatch(event -> event instanceof Event.CommandStarted it
                        && it.arguments().contains("sh"))));
        assertEquals(0, machines(file));
    }

    private static long machines(Path file) {
        return ProcessHandle.allProcesses().filter(process -> process.info().commandLine()
                .filter(line -> line.contains("ubd0=" + file)).isPresent()).count();
    }
}
