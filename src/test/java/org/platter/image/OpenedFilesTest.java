package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.NeedsConsent;
import org.platter.image.open.Images;
import org.platter.session.Shell;

/** Which files are opened for an image: those that Platter read in it and was allowed, and no others. */
class OpenedFilesTest {

    private static final int MADE_UP = 500;
    private static final String HEAD = "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
            + "createType=\"vmfs\"\n";

    @TempDir
    Path folder;
    private Path secret;

    @BeforeEach
    void makeFiles() throws IOException {
        secret = Files.write(Files.createDirectory(folder.resolve("elsewhere")).resolve("secret"),
                new byte[1 << 20]);
        Files.write(folder.resolve("disk-flat.vmdk"), new byte[1 << 20]);
    }

    @Test
    void nothingMadeUpOpensAFileThatNobodyAllowed() throws IOException {
        try (OpenedFiles files = new OpenedFiles(Files.createDirectory(folder.resolve("fuzz")))) {
            List<String> wrong = new ArrayList<>();
            for (long seed = 0; seed < MADE_UP; seed++) {
                files.run(seed).ifPresent(wrong::add);
            }
            assertEquals(List.of(), wrong);
            // what is only ever refused would show nothing
            Map<String, Integer> figures = files.figures();
            for (String kind : List.of("vmdk text", "vmdk inside", "qcow2", "qed", "qcow", "chain",
                    "other")) {
                assertTrue(figures.getOrDefault(kind + " opened", 0) > 0, figures.toString());
            }
        }
    }

    /** Lines that QEMU reads as an extent, and that are none to who reads line by line. */
    @ParameterizedTest
    @ValueSource(strings = {"RW +4 FLAT \"SECRET\" 0", "RW\n4\nFLAT\n\"SECRET\"\n0",
        "RW 4 FLAT\n\"SECRET\" 0",
        "x=\"\nRW 4 FLAT \"SECRET\" 0\n\"", "\u000bRW 4 FLAT \"SECRET\" 0", "RW\r4\rFLAT\r\"SECRET\"\r0",
        "RW 4 FLAT \"SECRET\" +0", "\0\nRW 4 FLAT \"SECRET\" 0", "#\rRW 4 FLAT \"SECRET\" 0",
        "RW 0x4 FLAT \"SECRET\" 0", "a=1\nRW 4 FLAT \"SECRET\" 0", "CID=1\nRW 4 FLAT \"SECRET\" 0"})
    void anExtentBehindOthersIsRefusedWhereItIsNotPlain(String extent) throws IOException {
        assertUnopened(HEAD + "RW 2048 FLAT \"disk-flat.vmdk\" 0\n"
                + extent.replace("SECRET", "" + secret) + "\n");
    }

    private void assertUnopened(String description) throws IOException {
        Path path = Files.writeString(folder.resolve("disk.vmdk"), description);
        assertUnopened(path);
    }

    private void assertUnopened(Path path) {
        try (Canaries watch = new Canaries(secret)) {
            for (boolean writable : new boolean[] {false, true}) {
                Opening opening = Opening.toRead().withWritable(writable);
                IOException refused = assertThrows(IOException.class,
                        () -> Images.open(path, opening).close());
                assertFalse(refused instanceof NeedsConsent, refused.getMessage());
            }
            assertFalse(watch.wasOpened());
        }
    }

    /** QEMU opens what a description inside names where the header says that the file holds nothing. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true"})
    void aHeaderWithoutASizeIsNotServed(boolean isPart, boolean hasFooter) throws IOException {
        Path path = folder.resolve("disk.vmdk");
        Shell.run("qemu-img", "create", "-q", "-f", "vmdk", "-o", "subformat="
                + (isPart ? "twoGbMaxExtentSparse" : "monolithicSparse"), path.toString(), "1M");
        Path sparse = isPart ? folder.resolve("disk-s001.vmdk") : path;
        byte[] bytes = Files.readAllBytes(sparse);
        ByteBuffer header = ByteBuffer.wrap(hasFooter ? java.util.Arrays.copyOf(bytes, bytes.length + 1536)
                : bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (hasFooter) {
            header.putInt(bytes.length + 12, 3).put(bytes.length + 512, bytes, 0, 512).putLong(56, -1);
        }
        header.putLong(12, 0).putLong(28, 1).putLong(36, 20)
                .put(512, (HEAD + "RW 2048 FLAT \"" + secret + "\" 0\n\0").getBytes());
        Files.write(sparse, header.array());
        assertUnopened(path);
    }

    @Test
    void theFilesOfAVmwareDiskKeepTheirDescriptionAndItIsMarkedAsChanged() throws IOException {
        String text = HEAD + "RW 1024 FLAT \"disk-flat.vmdk\" 0\nRW 1024 FLAT \"disk-f002.vmdk\" 512\n"
                + "ddb.comment = \"kept\"\n";
        Files.write(folder.resolve("disk-f002.vmdk"), new byte[1 << 20]);
        Path path = Files.writeString(folder.resolve("disk.vmdk"), text);
        try (DiskImage image = Images.open(path, Opening.toWrite())) {
            image.write(1024 * 512 - 1, ByteBuffer.wrap(new byte[] {1, 2}));
        }
        assertEquals(1, Files.readAllBytes(folder.resolve("disk-flat.vmdk"))[1024 * 512 - 1]);
        assertEquals(2, Files.readAllBytes(folder.resolve("disk-f002.vmdk"))[512 * 512]);
        String after = Files.readString(path);
        assertEquals(text.replaceFirst("CID=\\w+", ""), after.replaceFirst("CID=\\w+", ""));
        assertFalse(after.contains("CID=12345678"), "a snapshot would go on as if nothing had happened");
    }

    @Test
    void aFileTwiceInOneImageIsRefused() throws IOException {
        Path path = Files.writeString(folder.resolve("disk.vmdk"), HEAD
                + "RW 1024 FLAT \"disk-flat.vmdk\" 0\nRW 1024 FLAT \"disk-flat.vmdk\" 0\n");
        String refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toRead()))
                .getMessage();
        assertTrue(refused.contains("a part of the same image already"), refused);
    }

    @ParameterizedTest
    @CsvSource({"disk.raw, true", "disk.qcow2.raw, true", "disk-data.raw, false", ".bashrc, false",
        "disk, false", "other.raw, false", "disk.sh, false", "disk-flat.vmdk, true"})
    void aDataFileIsWrittenUnaskedOnlyWhereItBearsTheNameOfTheImage(String name, boolean isOwn)
            throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Files.deleteIfExists(folder.resolve(name));
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=" + folder.resolve(name),
                path.toString(), "1M");
        Images.open(path, Opening.toRead()).close();
        if (isOwn) {
            Images.open(path, Opening.toWrite()).close();
            return;
        }
        byte[] before = Files.readAllBytes(folder.resolve(name));
        NeedsConsent asked = assertThrows(NeedsConsent.class, () -> Images.open(path, Opening.toWrite()));
        assertEquals(List.of(folder.resolve(name)), asked.files());
        assertTrue(asked.isWriting() && asked.getMessage().contains("written only if you allow it"),
                asked.getMessage());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve(name)));
        Images.open(path, Opening.toWrite().withConsent(Consent.sameFolderAnd(Set.of(folder.resolve(name)))))
                .close();
    }

    @Test
    void aDataFileOfAnotherOwnerIsAskedFor() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Path data = folder.resolve("disk.raw");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=" + data, path.toString(),
                "1M");
        Shell.run("chown", "65534", path.toString());
        assertEquals(List.of(data), assertThrows(NeedsConsent.class,
                () -> Images.open(path, Opening.toWrite())).files());
        Files.move(data, folder.resolve(".bashrc"));
        Files.createSymbolicLink(data, folder.resolve(".bashrc"));
        Shell.run("chown", "65534", folder.resolve(".bashrc").toString());
        assertThrows(NeedsConsent.class, () -> Images.open(path, Opening.toWrite()), "a link elsewhere");
    }
}
