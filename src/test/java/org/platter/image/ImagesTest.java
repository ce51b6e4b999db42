package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.image.open.Images;

class ImagesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "bzip2", "zstd"})
    void aCompressedImageIsToBeUnpackedFirst(String program) throws Exception {
        Path path = folder.resolve("disk.raw");
        Files.write(path, new byte[1 << 20]);
        Path packed = folder.resolve("packed");
        Process process = new ProcessBuilder(program, "-c", path.toString()).redirectOutput(packed.toFile())
                .start();
        assertEquals(0, process.waitFor());
        assertMessage("is compressed (" + program + "); unpack it first.", packed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7z a -bd {packed}.7z disk.raw | is compressed (7z); unpack it "
            + "first.",
        "lz4 -q disk.raw {packed}.lz4 | is compressed (lz4); unpack it first.",
        "lz4 -q -l disk.raw {packed}.lz4 | is compressed (lz4); unpack it first.",
        "tar -cf {packed}.tar disk.raw | is an archive (tar); unpack it first.",
        "tar -cf {packed}.ova box.ovf disk.raw | is an appliance (OVA); unpack it by tar first and open the "
                + "disk that is in it.",
        "xz -k --format=lzma disk.raw | is compressed (lzma); unpack it first."})
    void aWrappedImageIsNamedAsWhatItIs(String program, String end) throws Exception {
        Files.write(folder.resolve("disk.raw"), new byte[1 << 20]);
        Files.writeString(folder.resolve("box.ovf"), "<Envelope/>");
        Process process = new ProcessBuilder(program.replace("{packed}", "packed").split(" "))
                .directory(folder.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(0, process.waitFor());
        try (Stream<Path> files = Files.list(folder)) {
            Path packed = files.filter(file -> !Set.of("disk.raw", "box.ovf").contains(
                    String.valueOf(file.getFileName()))).findFirst().orElseThrow();
            assertMessage(end, packed);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3aff26ed01000000 | is an Android sparse image; convert it to raw by simg2img first.",
        "4d5357494d000000 | is an archive of files (WIM) and no disk; unpack it by wimapply into a "
                + "partition.",
        "7061727463 6c6f6e652d696d616765 | is an image of one file system by Partclone; restore it by"
                + " partclone.restore first.",
        "4c5a495001 | is compressed (lzip); unpack it first.",
        "526172211a07 | is compressed (rar); unpack it first."})
    void whatIsNoDiskIsNotTakenForOne(String mark, String end) throws Exception {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(mark.replace(" ", "")), 1 << 20);
        assertMessage(end, Files.write(folder.resolve("image"), bytes));
    }

    @Test
    void theSectorIsTheOneOfItsGpt() throws Exception {
        Path path = folder.resolve("disk.raw");
        Files.write(path, new byte[4 << 20]);
        assertEquals(512, sectorSize(path));
        run("/usr/sbin/sgdisk", "-n", "1:0:0", path.toString());
        assertEquals(512, sectorSize(path));
        byte[] of4096 = new byte[4 << 20];
        System.arraycopy(Files.readAllBytes(path), 512, of4096, 4096, 512);
        Files.write(path, of4096);
        assertEquals(4096, sectorSize(path));
        try (DiskImage image = Images.open(path, false, OptionalInt.of(512))) {
            assertEquals(512, image.sectorSize());
        }
    }

    @Test
    void whatIsNoDiskIsRefusedInOneSentence() throws IOException {
        assertMessage("There is no file ", folder.resolve("missing"));
        assertMessage(" is a folder, not a disk image.", folder);
        Path path = Files.write(folder.resolve("small"), new byte[0]);
        assertMessage(path + " is empty.", path);
        Files.write(path, new byte[511]);
        assertMessage(path + " is smaller than one sector of 512 bytes.", path);
    }

    @Test
    void aRawImageIsOpenedForWritingWhereAsked() throws IOException {
        Path path = Files.write(folder.resolve("disk.img"), new byte[5000]);
        try (DiskImage image = Images.open(path, true, OptionalInt.empty())) {
            assertEquals("raw", image.format());
            assertEquals(path, image.path());
            assertEquals(5120, image.size(), "its last sector is filled with zeros");
            image.write(1, ByteBuffer.wrap(new byte[] {5}));
        }
        assertEquals(5, Files.readAllBytes(path)[1]);
    }

    private static int sectorSize(Path path) throws IOException {
        try (DiskImage image = Images.open(path, false, OptionalInt.empty())) {
            return image.sectorSize();
        }
    }

    private static void assertMessage(String part, Path path) {
        for (boolean writable : new boolean[] {true, false}) {
            IOException failure = assertThrows(IOException.class,
                    () -> Images.open(path, writable, OptionalInt.empty()));
            assertTrue(failure.getMessage().contains(part), failure.getMessage());
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(0, process.waitFor(), String.join(" ", command));
    }
}
