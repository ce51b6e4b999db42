package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteSize;
import org.platter.base.CacheMode;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.layout.Partition;
import org.platter.session.image.ImageOptions;

/** New LUKS volumes, which cryptsetup opens by the passphrase that was in the file, and by no other. */
final class NewLuksTest {

    private static final long MIB = ByteSize.MIB;
    private static final String SECRET = "Zwölf Boxkämpfer 3141592653";

    @TempDir
    private Path work;

    private Path image;

    private void image(String format) {
        image = work.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "120M");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"raw, gpt, 512, luks2, ' label=safe', ca7d7ccb-63ed-4c53-861c-1742536059cc",
        "qcow2, msdos, 512, luks1, '', 0x83",
        "raw, gpt, 4096, luks2, '', ca7d7ccb-63ed-4c53-861c-1742536059cc"})
    void itsPassphraseOpensItAndIsToldNowhere(String format, String table, int sector, String type,
            String label, String typeCode) throws Exception {
        image(format);
        Path key = Files.writeString(work.resolve("a passphrase"), SECRET + "\n");
        ImageOptions options = new ImageOptions(Optional.of(format), OptionalInt.of(sector), Set.of(),
                Optional.empty(), CacheMode.WRITEBACK);
        List<String> told = new ArrayList<>();
        Partition made;
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT, options)) {
            session.push("table type=" + table);
            session.push("create start=1MiB size=30MiB fs=ext2 label=old");
            session.apply(event -> {}, () -> false);
            session.push("resize 1 size=100MiB");
            session.push("format 1 fs=" + type + label + " passphrase-file=\"" + key + "\"");
            told.addAll(session.draft().lines());
            told.add(session.draft().toString());
            told.add(session.review().toString());
            long foretold = session.review().copyBytes();
            session.apply(event -> told.add(event.toString()), () -> false);
            made = session.onDisk().partitions().get(0);
            assertEquals(type, made.fileSystem().orElseThrow().id());
            assertEquals(typeCode, made.typeCode());
            long written = session.allocatedBytes();
            assertTrue(Math.abs(written - foretold) < 4 * MIB, // its header, of about 2 or 16 MiB
                    () -> type + " wrote " + written + " bytes and not " + foretold);
        }
        opens(made, type, sector);
        assertTrue(told.stream().anyMatch(text -> text.contains("cryptsetup, luksFormat")), told.toString());
        assertTrue(told.stream().noneMatch(text -> text.contains("Boxk")), told.toString());
        assertTrue(Shell.attempt("", "grep", "-rlF", "Boxk", work.toString()).output().lines()
                .allMatch(key.toString()::equals));
    }

    /** cryptsetup knows it, by label and UUID as Platter tells them, and by the passphrase. */
    private void opens(Partition made, String type, int sector) throws IOException {
        Path raw = work.resolve("copy");
        Path volume = work.resolve("volume");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        Shell.copy(raw, made.range().start(), volume, 0, made.range().length());
        Shell.run("cryptsetup", "isLuks", "--type", type, volume.toString());
        assertEquals(made.content().uuid().orElseThrow(),
                Shell.run("cryptsetup", "luksUUID", volume.toString()).strip());
        String dump = Shell.run("cryptsetup", "luksDump", volume.toString());
        made.content().label()
                .ifPresent(label -> assertTrue(dump.contains("Label:         \t" + label), dump));
        assertTrue(type.equals("luks1") || sector == 512 || dump.contains("sector: " + sector), dump);
        assertEquals(0, unlocked(volume, SECRET));
        assertNotEquals(0, unlocked(volume, SECRET + "\n"));
        assertEquals("crypto_LUKS",
                Shell.run("blkid", "-p", "-o", "value", "-s", "TYPE", volume.toString()).strip());
        Files.delete(volume);
        Files.delete(raw);
    }

    private static int unlocked(Path volume, String passphrase) {
        return Shell.attempt(passphrase, "cryptsetup", "open", "--test-passphrase", "--key-file", "-",
                volume.toString()).status();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsNoPassphraseIsRefusedInOneSentence() throws Exception {
        image("raw");
        apply("table type=gpt");
        Path empty = Files.createFile(work.resolve("empty"));
        Path line = Files.writeString(work.resolve("line"), "\n");
        Path large = Files.write(work.resolve("large"), new byte[8193]);
        Path good = Files.writeString(work.resolve("good"), SECRET);
        Path pipe = work.resolve("pipe");
        Shell.run("mkfifo", pipe.toString());
        Path closed = Files.writeString(work.resolve("closed"), SECRET);
        closed.toFile().setReadable(false);
        refuses("fs=luks2", "add passphrase-file=FILE.");
        refuses("fs=luks1 passphrase-file=\"\"", "add passphrase-file=FILE.");
        refuses("fs=luks2 passphrase-file=" + empty, "There is no passphrase in the file");
        refuses("fs=luks2 passphrase-file=" + line, "There is no passphrase in the file");
        refuses("fs=luks2 passphrase-file=" + large, "more than 8 KiB");
        refuses("fs=luks2 passphrase-file=" + work, "no regular file");
        refuses("fs=luks2 passphrase-file=" + pipe, "no regular file");
        refuses("fs=luks2 passphrase-file=" + work.resolve("none"), "There is no file");
        refuses("fs=ext4 passphrase-file=" + good, "leave out passphrase-file=.");
        refuses("passphrase-file=" + good, "leave out passphrase-file=.");
        refuses("fs=luks1 label=x passphrase-file=" + good, "LUKS1");
        refuses("size=16MiB fs=luks2 passphrase-file=" + good, "LUKS2 needs at least");
        if (!Files.isReadable(closed)) { // root may read it
            refuses("fs=luks2 passphrase-file=" + closed, "no permission");
        }
    }

    private void refuses(String words, String reason) throws IOException {
        Refusal refusal = assertThrows(Refusal.class, () -> apply("create " + words), words);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith(".") && !refusal.getMessage().contains(". "),
                refusal.getMessage());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertThrows(Refusal.class, () -> session.append("create " + words));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFileThatGoesAfterItWasQueuedFailsBeforeAnyProgramRuns() throws Exception {
        image("raw");
        apply("table type=gpt");
        byte[] before = Files.readAllBytes(image);
        Path key = Files.writeString(work.resolve("key"), SECRET, StandardCharsets.UTF_8);
        List<Event> events = new ArrayList<>();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("create size=30MiB fs=ext4");
            session.push("create fs=luks2 passphrase-file=" + key);
            Files.delete(key);
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(events::add, () -> false));
            assertEquals("There is no file " + key + " to read a passphrase from.", failure.getMessage());
        }
        assertFalse(events.stream().anyMatch(Event.CommandStarted.class::isInstance), events.toString());
        assertEquals(Optional.empty(), Optional.of(Files.mismatch(image,
                Files.write(work.resolve("before"), before))).filter(place -> place >= 0));
    }

    private void apply(String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
