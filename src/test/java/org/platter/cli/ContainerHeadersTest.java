package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** What images of other programs say of themselves is believed, kept, and found wrong where it is. */
final class ContainerHeadersTest {

    private static final int MIB = 1 << 20;
    private static final int DESCRIPTION = 512;
    private static final int DESCRIPTION_LENGTH = 20 * 512;

    @TempDir
    private Path work;

    private Path made(String format) {
        Path image = work.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "16M");
        return image;
    }

    private Path madeVhd(String subformat) {
        Path image = work.resolve("disk.vpc");
        Shell.run("qemu-img", "create", "-q", "-f", "vpc", "-o", "force_size=on,subformat=" + subformat,
                image.toString(), "16M");
        return image;
    }

    private static void write(String format, Path image) {
        Shell.run("qemu-io", "-f", format, "-c", "write -P 1 0 1M", "-c", "write -P 2 15M 1M",
                image.toString());
    }

    /** Writes both footers of a VHD as another program would, with a geometry of less than 16 MiB. */
    private static void footers(Path image, String creator, long size) throws IOException {
        byte[] bytes = Files.readAllBytes(image);
        for (int at : new int[] {0, bytes.length - 512}) {
            ByteBuffer footer = ByteBuffer.wrap(bytes, at, 512).slice();
            if (footer.getLong(0) == 0x636f6e6563746978L) {
                footer.put(28, creator.getBytes(StandardCharsets.ISO_8859_1));
                footer.putLong(48, size).putShort(56, (short) 480).put(58, (byte) 4).put(59, (byte) 17);
                footer.putInt(64, 0);
                int sum = 0;
                for (int i = 0; i < 512; i++) {
                    sum += footer.get(i) & 0xff;
                }
                footer.putInt(64, ~sum);
            }
        }
        Files.write(image, bytes);
    }

    @ParameterizedTest
    @CsvSource({"vbox, dynamic", "vbox, fixed", "wa, fixed", "xyz, dynamic", "d2v, dynamic", "tap, dynamic"})
    void theSizeOfAVhdIsWhatItsCreatorMeans(String creator, String subformat) throws IOException {
        Path image = madeVhd(subformat);
        write("vpc", image);
        byte[] name = new byte[4];
        System.arraycopy(creator.getBytes(), 0, name, 0, creator.length());
        footers(image, new String(name, StandardCharsets.ISO_8859_1), 16 * MIB);
        Path raw = work.resolve("disk.raw");
        Cli.image("convert", "-f", "vpc", image, raw);
        assertEquals(16 * MIB, Files.size(raw));
        assertEquals(2, Files.readAllBytes(raw)[16 * MIB - 1]);
        assertEquals(0, Cli.run("apply", "--format", "vpc", image, "-e", "table type=gpt").status());
        Cli.image("resize", "-f", "vpc", image, "20MiB");
        Cli.image("convert", "-f", "vpc", "--replace", image, raw);
        assertEquals(20 * MIB, Files.size(raw));
    }

    @Test
    void virtualPcMeansItsGeometryAndTheOtherSizeIsTold() throws IOException {
        Path image = madeVhd("dynamic");
        footers(image, "vpc ", 20L * MIB);
        String told = Cli.image("info", image);
        assertTrue(told.contains("16711680 bytes") && told.contains("size field 20971520 bytes"), told);
    }

    @Test
    void aVhdWithoutASoundFooterAtBothEndsIsDamaged() throws IOException {
        Path image = madeVhd("dynamic");
        write("vpc", image);
        assertTrue(Cli.image("check", image).contains("is good"));
        byte[] whole = Files.readAllBytes(image);
        byte[] wrong = whole.clone();
        wrong[wrong.length - 512 + 100] = 1;
        damage(image, wrong, "wrong checksum at its end");
        wrong = whole.clone();
        wrong[100] = 1;
        damage(image, wrong, "wrong checksum at its beginning");
        wrong = whole.clone();
        wrong[0] = 'x';
        damage(image, wrong, "lacks the copy of its footer at its beginning");
        damage(image, Arrays.copyOf(whole, whole.length - 512), "lacks the footer at its end");
        wrong = whole.clone();
        wrong[512 + 900] = 1;
        damage(image, wrong, "header with a wrong checksum");
    }

    private static void damage(Path image, byte[] content, String finding) throws IOException {
        Files.write(image, content);
        Cli.Outcome found = Cli.attempt("check", image);
        assertEquals(5, found.status(), found.out());
        assertTrue(found.out().contains(finding) && found.out().contains("convert --salvage"), found.out());
        assertTrue(Cli.run("image", "info", image).out().contains(finding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vdi", "parallels", "qed", "qcow", "vpc", "vhdx", "vmdk"})
    void anImageWithTwoEntriesForOnePlaceIsReadAndNeverWritten(String format) throws IOException {
        Path image = made(format);
        write(format, image);
        byte[] whole = Files.readAllBytes(image);
        assertTrue(Cli.image("check", image).contains("is good"));
        byte[] shared = whole.clone();
        ByteBuffer bytes = ByteBuffer.wrap(shared).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = ByteBuffer.wrap(shared);
        switch (format) { // the entry of the last block becomes that of the first
            case "vdi" -> copy(shared, bytes.getInt(0x154), 15 * 4, 4);
            case "parallels" -> copy(shared, 64, 15 * 4, 4);
            case "qed" -> copy(shared, (int) bytes.getLong((int) bytes.getLong(40)), 15 * 16 * 8, 8);
            case "qcow" -> copy(shared, (int) big.getLong((int) big.getLong(40)), 4 * 8, 8);
            case "vpc" -> copy(shared, (int) big.getLong(512 + 16), 7 * 4, 4);
            case "vhdx" -> copy(shared, 2 * MIB, 8, 8);
            default -> copy(shared, 512 * bytes.getInt(512 * (int) bytes.getLong(56)), 15 * 16 * 4, 4);
        }
        assertFalse(Arrays.equals(whole, shared), "an entry was changed");
        Files.write(image, shared);
        Cli.Outcome found = Cli.attempt("check", image);
        assertEquals(5, found.status(), found.out() + found.err());
        assertTrue(found.out().contains("two entries in its tables for one place"), found.out());
        assertTrue(Cli.attempt("check", "-r", "all", image).status() != 0);
        Cli.Outcome changed = Cli.run("apply", image, "-e", "table type=gpt");
        assertTrue(changed.status() != 0 && changed.err().contains("two entries"), changed.err());
        Cli.image("convert", "-O", "raw", image, work.resolve("copy.raw"));
    }

    private static void copy(byte[] bytes, int table, int entry, int width) {
        System.arraycopy(bytes, table, bytes, table + entry, width);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vpc", "vhdx"})
    void anImageOfAnotherSizeHasItsIdWhetherInItsFileOrInANewOne(String format) throws IOException {
        Path image = made(format);
        write(format, image);
        if (format.equals("vdi")) {
            byte[] bytes = Files.readAllBytes(image);
            System.arraycopy("a comment".getBytes(), 0, bytes, 0x54, 9);
            Files.write(image, bytes);
        }
        byte[] before = Files.readAllBytes(image);
        String id = id(image);
        Object file = Files.getAttribute(image, "unix:ino");
        Cli.image("resize", image, "24MiB");
        boolean isInPlace = !format.equals("vpc"); // its geometry counts
        assertEquals(isInPlace, file.equals(Files.getAttribute(image, "unix:ino")));
        assertEquals(id, id(image));
        if (format.equals("vdi")) {
            byte[] after = Files.readAllBytes(image);
            for (int[] part : new int[][] {{0, 64}, {0x54, 0x154}, {0x188, 0x1c8}}) {
                assertArrayEquals(Arrays.copyOfRange(before, part[0], part[1]),
                        Arrays.copyOfRange(after, part[0], part[1]));
            }
        }
        assertTrue(Cli.image("check", image).contains("is good"));
        Shell.run("qemu-io", "-r", "-f", format, "-c", "read -P 1 0 1M", "-c", "read -P 2 15M 1M", "-c",
                "read -P 0 16M 8M", image.toString());
        assertEquals(0, Cli.run("apply", image, "-e", "table type=gpt").status());
        Cli.image("resize", "--shrink", image, "20MiB");
        assertEquals(id, id(image));
    }

    private static String id(Path image) {
        String told = Cli.image("info", image);
        return told.substring(told.indexOf("UUID "), told.indexOf("UUID ") + 41);
    }

    @Test
    void aNewVmdkKeepsItsDescriptionLineByLine() throws IOException {
        Path image = made("vmdk");
        write("vmdk", image);
        byte[] bytes = Files.readAllBytes(image);
        String old = description(bytes).replace("# The Disk Data Base",
                "encoding=\"windows-1252\"\r\n# The Disk Data Base")
                + "ddb.longContentID = \"0123456789abcdef0123456789abcdef\"\n"
                + "ddb.uuid.image=\"11111111-2222-3333-4444-555555555555\"\r\n"
                + "ddb.comment = \"gr\u00fcn\"\n";
        byte[] room = Arrays.copyOf(old.getBytes(StandardCharsets.ISO_8859_1), DESCRIPTION_LENGTH);
        System.arraycopy(room, 0, bytes, DESCRIPTION, room.length);
        Files.write(image, bytes);
        Cli.image("resize", image, "24MiB");
        List<String> before = List.of(old.split("\n"));
        List<String> after = List.of(description(Files.readAllBytes(image)).split("\n"));
        assertEquals(before.size(), after.size());
        for (int i = 0; i < before.size(); i++) {
            String line = before.get(i);
            String expected = line.startsWith("RW ") ? line.replace("32768", "49152")
                    : line.contains("cylinders") ? line.replace("32", "48") : line;
            assertEquals(expected, after.get(i));
        }
        Shell.run("qemu-io", "-r", "-f", "vmdk", "-c", "read -P 1 0 1M", "-c", "read -P 2 15M 1M",
                image.toString());
    }

    private static String description(byte[] image) {
        return new String(image, DESCRIPTION, DESCRIPTION_LENGTH, StandardCharsets.ISO_8859_1)
                .split("\0", 2)[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow2", "vdi", "vhdx", "vmdk", "qed"})
    void aNameWithoutTheMarkOfItsFormatIsNotTakenForARawDiskInSilence(String format) throws IOException {
        Path image = Files.write(work.resolve("disk." + format), new byte[MIB]);
        for (List<Object> command : List.<List<Object>>of(List.of("info", image),
                List.of("image", "info", image),
                List.of("image", "convert", image, work.resolve("copy.raw")))) {
            Cli.Outcome outcome = Cli.run(command.toArray());
            assertEquals(1, outcome.status(), outcome.out());
            assertTrue(outcome.err().contains("Add --format " + format + " or --format raw"), outcome.err());
        }
        assertEquals(0, Cli.run("info", "--format", "raw", image).status());
    }

    @Test
    void aVmdkOfTooManyFilesIsRefusedAtOnce() throws IOException {
        StringBuilder text = new StringBuilder("# Disk DescriptorFile\nversion=1\nCID=fffffffe\n"
                + "parentCID=ffffffff\ncreateType=\"twoGbMaxExtentFlat\"\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("RW 8 FLAT \"f").append(i).append(".vmdk\" 0\n");
        }
        Cli.refused(1, "more than 2048 files", "info", Files.writeString(work.resolve("many.vmdk"), text));
    }

    @Test
    void aVdiTakesItsRoomAtOnceByEitherOption() throws IOException {
        for (String option : List.of("preallocation=metadata", "static=on")) {
            Path image = work.resolve(option + ".vdi");
            Cli.image("create", "-o", option, image, "4MiB");
            assertTrue(Cli.image("info", image).contains("subformat static"));
            assertTrue(Files.size(image) > 4 * MIB);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "qed", "vdi"})
    void aQedThatIsBasedOnAnImageIsOpenedAgain(String format) {
        Path base = work.resolve("base." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, base.toString(), "8M");
        Shell.run("qemu-io", "-f", format, "-c", "write -P 3 1M 1M", base.toString());
        Path image = work.resolve("over.qed");
        Cli.image("create", "-b", base, "-F", format, image);
        assertEquals(0, Cli.run("apply", image, "-e", "table type=gpt").status());
        Shell.run("qemu-io", "-r", "-f", "qed", "-c", "read -P 3 1M 1M", image.toString());
    }

    @Test
    void whatAnOverlayHoldsIsSavedWithoutItsBackingFile() throws IOException {
        Path base = work.resolve("base.qcow2");
        Path image = work.resolve("over.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "8M");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2",
                image.toString());
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 2 2M 1M", image.toString());
        Files.delete(base);
        Cli.refused(1, "is not there", "convert", image, work.resolve("whole.raw"));
        Cli.Outcome saved = Cli.attempt("convert", "--salvage", image, work.resolve("rest.raw"));
        assertEquals(1, saved.status(), saved.err());
        assertTrue(saved.err().contains("0x300000, 5242880 bytes"), saved.err());
        byte[] rest = Files.readAllBytes(work.resolve("rest.raw"));
        assertEquals(2, rest[2 * MIB]);
        assertEquals(0, rest[3 * MIB]);
    }

    @Test
    void partsOfAVmdkThatAreZerosAreReadInTheirPlace() throws IOException {
        Path image = Files.writeString(work.resolve("zeros.vmdk"), "# Disk DescriptorFile\nversion=1\n"
                + "CID=fffffffe\nparentCID=ffffffff\ncreateType=\"monolithicFlat\"\n"
                + "RW 2048 FLAT \"a.img\" 0\nRW 6144 ZERO\nRW 2048 FLAT \"b.img\" 0\nRW 2048 ZERO\n");
        byte[] disk = new byte[6 * MIB];
        System.arraycopy(Cli.bytes(1, MIB), 0, disk, 0, MIB);
        System.arraycopy(Cli.bytes(2, MIB), 0, disk, 4 * MIB, MIB);
        Files.write(work.resolve("a.img"), Arrays.copyOfRange(disk, 0, MIB));
        Files.write(work.resolve("b.img"), Arrays.copyOfRange(disk, 4 * MIB, 5 * MIB));
        Path copy = work.resolve("copy.raw");
        Cli.image("convert", image, copy);
        assertArrayEquals(disk, Files.readAllBytes(copy));
        assertTrue(Cli.run("apply", image, "-e", "table type=gpt").status() != 0);
    }

    @Test
    void aVhdxWhoseLogHasNoWholeEntryHasNothingToBeReplayed() throws IOException {
        Path image = made("vhdx");
        Shell.run("qemu-io", "-f", "vhdx", "-c", "write -P 3 8M 1M", image.toString());
        byte[] bytes = Files.readAllBytes(image);
        for (int at : new int[] {64 << 10, 128 << 10}) {
            ByteBuffer header = ByteBuffer.wrap(bytes, at, 4096).slice().order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(48, 0x1122334455667788L).putInt(4, 0);
            CRC32C sum = new CRC32C();
            sum.update(header.duplicate());
            header.putInt(4, (int) sum.getValue());
        }
        Files.write(image, bytes);
        Cli.image("convert", image, work.resolve("copy.raw"));
        Cli.Outcome found = Cli.attempt("check", image);
        assertTrue(found.out().contains("no entry is whole") && found.out().contains("--repair all"),
                found.out());
        Cli.Outcome changed = Cli.run("apply", image, "-e", "table type=gpt");
        assertTrue(changed.status() != 0 && changed.err().contains("check --repair all"), changed.err());
        Cli.image("check", "--repair", "all", image);
        assertEquals(0, Cli.run("apply", image, "-e", "table type=gpt").status());
        assertTrue(Cli.image("check", image).contains("is good"));
        Shell.run("qemu-io", "-r", "-f", "vhdx", "-c", "read -P 3 8M 1M", image.toString());
    }

    @Test
    void aChainOfTwoHundredAndFiftyImagesIsReadToItsEnd() throws IOException {
        Path base = Files.write(work.resolve("c000.img"), new byte[MIB]);
        Path first = work.resolve("c001.img");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "c000.img", "-F", "raw",
                first.toString(), "1M");
        Path next = work.resolve("c002.img");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "c001.img", "-F", "qcow2",
                next.toString(), "1M");
        String pattern = Files.readString(next, StandardCharsets.ISO_8859_1);
        for (int i = 3; i <= 310; i++) {
            Files.writeString(work.resolve(String.format("c%03d.img", i)), pattern.replace("c001.img",
                    String.format("c%03d.img", i - 1)), StandardCharsets.ISO_8859_1);
        }
        Files.write(base, Cli.bytes(7, MIB));
        Path copy = work.resolve("copy.raw");
        Cli.image("convert", work.resolve("c250.img"), copy);
        assertEquals(-1, Files.mismatch(base, copy));
        Cli.refused(1, "deeper in a chain of backing files than 300", "convert", work.resolve("c310.img"),
                work.resolve("no.raw"));
    }
}
