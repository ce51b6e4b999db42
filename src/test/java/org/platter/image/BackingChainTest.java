package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.image.open.Images;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/** What an image is based on is opened only where that is safe and allowed. */
class BackingChainTest {

    @TempDir
    Path folder;
    private Path base;

    @BeforeEach
    void makeBase() throws IOException {
        byte[] bytes = new byte[1 << 20];
        bytes[77] = 42;
        base = Files.write(folder.resolve("base.raw"), bytes);
    }

    @Test
    void aChainShowsThrough() throws IOException {
        Path middle = overlay("middle.qcow2", "base.raw", "raw");
        Path top = overlay("top.qcow2", "middle.qcow2", "qcow2");
        run("qemu-io", "-f", "qcow2", "-c", "write -P 7 64k 1k", middle.toString());
        try (DiskImage image = Images.open(top, Opening.toRead())) {
            assertEquals("qcow2", image.format());
            assertEquals(42, image.read(77, 1).get());
            assertArrayEquals(new byte[] {7, 7}, image.read(65536 + 500, 2).array());
            assertEquals(base, image.backing().orElseThrow().backing().orElseThrow().path());
        }
    }

    @Test
    void alwaysTheStatedFormatIsTaken() throws IOException {
        Path hidden = Files.copy(overlay("hidden.qcow2", "base.raw", "raw"), folder.resolve("disk"));
        Path top = overlay("top.qcow2", "disk", "raw");
        byte[] header = Files.readAllBytes(hidden);
        try (DiskImage image = Images.open(top, Opening.toRead())) {
            assertEquals("raw", image.backing().orElseThrow().format());
            assertEquals(header[3], image.read(3, 1).get());
        }
        try (DiskImage image = Images.open(hidden, Opening.toRead().withFormat(Optional.of("raw")))) {
            assertEquals("raw", image.format());
            assertEquals((hidden.toFile().length() + 511) / 512 * 512, image.size());
        }
    }

    @Test
    void whatLiesElsewhereIsOpenedOnlyIfAllowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path top = overlay("elsewhere/top.qcow2", "../base.raw", "raw");
        NeedsConsent asked = assertThrows(NeedsConsent.class, () -> Images.open(top, Opening.toRead()));
        assertEquals(List.of(elsewhere.resolve("../base.raw")), asked.files());
        Opening allowed = Opening.toRead().withConsent(Consent.sameFolderAnd(Set.copyOf(asked.files())));
        try (DiskImage image = Images.open(top, allowed)) {
            assertEquals(42, image.read(77, 1).get());
        }
        try (DiskImage image = Images.open(top, Opening.toRead().alone())) {
            assertEquals(1 << 20, image.size());
            assertThrows(IOException.class, () -> image.read(77, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json:{\"driver\":\"file\",\"filename\":\"base.raw\"}", "nbd://127.0.0.1/x",
        "http://127.0.0.1/base.raw", "fd:0", "missing.raw", "/dev/zero", "/proc/self/environ", "/dev"})
    void aNameIsTheNameOfARegularFileAndNothingElse(String name) throws IOException {
        Path top = overlay("top.qcow2", name, "raw");
        IOException refused = assertThrows(IOException.class, () -> Images.open(top, Opening.toRead()
                .withConsent((image, file) -> true)));
        assertTrue(refused.getMessage().contains("which " + top + " names as its backing file, is "),
                refused.getMessage());
    }

    @Test
    void aLoopEnds() throws IOException {
        Path one = overlay("one.qcow2", "two.qcow2", "qcow2");
        overlay("two.qcow2", "one.qcow2", "qcow2");
        IOException refused = assertThrows(IOException.class, () -> Images.open(one, Opening.toRead()));
        assertTrue(refused.getMessage().endsWith("is based on itself: its chain of backing files is a loop."),
                refused.getMessage());
    }

    @Test
    void aFormatThatIsNotStatedIsToldOnlyWhereNobodyCanMislead() throws IOException {
        Path top = overlay("top.qcow2", "base.raw", "raw");
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(top));
        int extension = header.getInt(100);
        assertEquals(0xe2792aca, header.getInt(extension));
        Files.write(top, header.putInt(extension, 0x12345678).array());
        try (DiskImage image = Images.open(top, Opening.toRead())) {
            assertEquals(42, image.read(77, 1).get());
        }
        Files.copy(overlay("evil", "missing.raw", "raw"), base,
                StandardCopyOption.REPLACE_EXISTING);
        IOException refused = assertThrows(IOException.class, () -> Images.open(top, Opening.toRead()));
        assertTrue(refused.getMessage().contains("does not state the format of"), refused.getMessage());
    }

    @Test
    void aRawDiskWithAnImageInsideIsNeverTakenForIt() throws IOException {
        Path image = overlay("disk.img", "base.raw", "raw");
        byte[] bytes = Files.readAllBytes(image);
        Path raw = Files.write(folder.resolve("disk.dd"), bytes);
        NeedsFormat asked = assertThrows(NeedsFormat.class, () -> Images.open(raw, Opening.toRead()));
        assertEquals(List.of("qcow2", "raw"), asked.formats());
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xaa;
        Files.write(image, bytes);
        assertThrows(NeedsFormat.class, () -> Images.open(image, Opening.toRead()));
        try (DiskImage disk = Images.open(image, Opening.toRead().withFormat(Optional.of("raw")))) {
            assertEquals("raw", disk.format());
        }
        assertThrows(IOException.class,
                () -> Images.open(base, Opening.toRead().withFormat(Optional.of("qcow2"))));
    }

    @Test
    void aDataFileIsAskedForAsWell() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path image = folder.resolve("disk.qcow2");
        Path bytes = elsewhere.resolve("bytes");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=" + bytes, image.toString(), "1M");
        run("qemu-io", "-f", "qcow2", "-c", "write -P 9 0 64k", image.toString());
        NeedsConsent asked = assertThrows(NeedsConsent.class, () -> Images.open(image, Opening.toRead()));
        assertEquals(List.of(bytes), asked.files());
        try (DiskImage disk = Images.open(image, Opening.toRead().withConsent((path, file) -> true))) {
            assertEquals(9, disk.read(0, 1).get());
        }
    }

    private Path overlay(String name, String backing, String format) throws IOException {
        Path path = folder.resolve(name);
        run("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-b", backing, "-F", format, path.toString(),
                "1M");
        return path;
    }

    private static void run(String program, String... arguments) throws IOException {
        new ProgramRunner(Programs.installed()).run(Command.of(program, arguments), event -> {},
                () -> false);
    }
}
