package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.Action;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.Support;
import org.platter.filesystem.TestPartition;
import org.platter.layout.Content;
import org.platter.tool.Programs;

class SignaturesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"8, minix, mkfs.minix -1", "8, minix, mkfs.minix -2", "8, minix, mkfs.minix -3"})
    void whatOtherProgramsMakeHasBlkidsNameLabelAndUuid(int mebibytes, String name, String program)
            throws IOException {
        TestPartition partition = TestPartition.of(folder, mebibytes * ByteSize.MIB);
        partition.run((program + " {window}").split(" "));
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of(name), content.type());
        Blkid.agreesWith(content, partition);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"luks1", "luks2"})
    void aLuksVolumeHasItsVersionLabelAndUuid(String version) throws IOException {
        TestPartition partition = TestPartition.of(folder, 32 * ByteSize.MIB);
        Path key = Files.writeString(folder.resolve("key"), "secret");
        partition.run("cryptsetup", "luksFormat", "-q", "--type", version, "--pbkdf", "pbkdf2",
                "--pbkdf-force-iterations", "1000", "{window}", key.toString());
        if (version.equals("luks2")) {
            partition.run("cryptsetup", "config", "--label", "secrets", "{window}");
        }
        Content.FileSystem content = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals(version, content.id());
        Blkid.agreesWith(content, partition);
    }

    /** Nothing here makes one: its places are those of libbde's description of the format. */
    @Test
    void aBitLockerVolumeHasItsIdentifierAndSize() throws IOException {
        TestPartition partition = TestPartition.of(folder, 64 * ByteSize.MIB);
        byte[] magic = "-FVE-FS-".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer boot = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        boot.put(0, HexFormat.of().parseHex("eb5890")).put(3, magic).putLong(176, 20 * ByteSize.MIB);
        partition.write(0, boot.duplicate());
        ByteBuffer block = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        block.put(0, magic).putShort(10, (short) 2).putLong(16, 60 * ByteSize.MIB)
                .put(80, HexFormat.of().parseHex("78563412bc9af0de0123456789abcdef"));
        partition.write(20 * ByteSize.MIB, block);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("BitLocker"), content.type());
        assertEquals(60 * ByteSize.MIB, content.size().orElseThrow());
        assertEquals(Optional.of("12345678-9abc-def0-0123-456789abcdef"), content.uuid());
        Fuzz.survives(partition, ByteRange.of(0, 512), 100, 1);
    }

    @Test
    void readOnlyFileSystemsHaveTheirSize() throws IOException {
        Path file = Files.writeString(Files.createDirectory(folder.resolve("files")).resolve("file"), "text");
        TestPartition squash = TestPartition.of(folder, ByteSize.MIB);
        squash.run("mksquashfs", file.getParent().toString(), "{window}", "-noappend", "-quiet");
        Content.Opaque content = (Content.Opaque) FileSystems.probe(squash);
        assertTrue(content.size().orElseThrow() < 4096 && content.used().orElseThrow() > 96);
        Blkid.agreesWith(content, squash);
        TestPartition disc = TestPartition.of(folder, ByteSize.MIB);
        disc.run("genisoimage", "-quiet", "-V", "DISC", "-o", "{window}", file.getParent().toString());
        Content.Opaque optical = (Content.Opaque) FileSystems.probe(disc);
        assertEquals(Optional.of("DISC"), optical.label());
        assertTrue(optical.size().orElseThrow() > 300 << 10 && optical.size().orElseThrow() < 500 << 10);
        Blkid.agreesWith(optical, disc);
    }

    @Test
    void aMemberOfAPoolHasItsNameAndNumber() throws IOException {
        TestPartition partition = TestPartition.of(folder, 64 * ByteSize.MIB);
        ByteBuffer pairs = ByteBuffer.allocate(1024);
        pairs.putInt(0x01010000).putInt(0).putInt(1);
        pairs.putInt(36).putInt(32).putInt(7).put("version\0".getBytes(StandardCharsets.US_ASCII)).putInt(8)
                .putInt(1).putLong(5000);
        pairs.putInt(36).putInt(32).putInt(4).put("name".getBytes(StandardCharsets.US_ASCII)).putInt(9)
                .putInt(1).putInt(6).put("poolit\0\0".getBytes(StandardCharsets.US_ASCII));
        pairs.putInt(40).putInt(48).putInt(9).put("pool_guid\0\0\0".getBytes(StandardCharsets.US_ASCII))
                .putInt(8).putInt(1).putLong(0xf123456789abcdefL);
        pairs.putInt(36).putInt(48).putInt(4).put("guid".getBytes(StandardCharsets.US_ASCII)).putInt(8)
                .putInt(1).putLong(5).putInt(0);
        for (long label : new long[] {0, 256 << 10,
            partition.size() - (512 << 10), partition.size() - (256 << 10)}) {
            partition.write(label + (16 << 10), pairs.rewind());
            for (int i = 0; i < 8; i++) {
                partition.write(label + (128 << 10) + i * 1024, ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN).putLong(0, 0x00bab10c).putLong(8, 5000));
            }
        }
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("poolit"), content.label());
        assertEquals(Optional.of(Long.toUnsignedString(0xf123456789abcdefL)), content.uuid());
    }

    /**
     * GParted's test_EraseFileSystemSignatures: sectors from the end, where RAID of mainboards keeps its own.
     */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(ints = {2, 63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991, 951, 3087})
    void whereRaidOfMainboardsLiesIsWiped(int sectors) {
        for (long size : new long[] {16 * ByteSize.MIB, 16 * ByteSize.MIB - 512}) {
            assertTrue(FileSystems.signatureRanges(size).contains(size - sectors * 512L), size + " bytes");
        }
    }

    @Test
    void cramfsIsRecognised() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("files")).resolve("file"), "text");
        TestPartition partition = TestPartition.of(folder, 64 << 10);
        partition.run("mkfs.cramfs", "-n", "a_label", folder.resolve("files").toString(), "{window}");
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        assertEquals(Optional.of("a_label"), FileSystems.probe(partition).label());
    }

    /**
     * Where blkid goes by the magic alone, it names the same; elsewhere it says nothing of so poor an
     * imitation.
     */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"0, 4c554b53babe0001, crypto_LUKS", "0, 4c554b53babe0002, crypto_LUKS",
        "0, eb58902d4656452d46532d, BitLocker",
        "32, 4e585342, apfs", "0, 00000052654653 00, ReFS", "65588, 5265497345723246 73, reiserfs",
        "32768, 4a465331, jfs",
        "1024, 4f4346535632, ocfs2", "65536, 5265497345723400, reiser4",
        "0, 68737173000000000000000000000000000000000000000000000000 0400, squashfs",
        "0, 68737173, squashfs3",
        "0, 7665726974790000, DM_verity_hash", "0, 536e4170, DM_snapshot_cow",
        "512, 4c4142454c4f4e45, unknown",
        "1024, 1020f5f2, f2fs", "1024, 482b0004, hfsplus", "4120, c68573f64e1a45ca8265f57f48ba6d81, bcache",
        "32768, 01434430303101, iso9660", "0, 2d726f6d3166732d, romfs", "0, cefaad1b, bfs",
        "0, 55424923, ubi", "0, 31181006, ubifs", "1024, f5fc01a5, vxfs", "8192, 49e895f9, hpfs"})
    void aMagicAloneIsNamedAsBlkidWould(long place, String magic, String name) throws IOException {
        TestPartition partition = TestPartition.of(folder, ByteSize.MIB);
        partition.write(place, ByteBuffer.wrap(HexFormat.of().parseHex(magic.replace(" ", ""))));
        String found = FileSystems.probe(partition).type().orElse("unknown");
        assertEquals(name, found);
        assertEquals(name, Blkid.value(partition, "TYPE").orElse(found));
    }

    @Test
    void aLuksVolumeIsRecognisedByItsSecondHeaderWhereNothingElseIsThere() throws IOException {
        TestPartition partition = TestPartition.of(folder, 16 * ByteSize.MIB);
        ByteBuffer header = ByteBuffer.allocate(4096);
        header.put(0, new byte[] {'S', 'K', 'U', 'L', (byte) 0xba, (byte) 0xbe, 0, 2}).putLong(256, 0x8000);
        header.put(168, "01234567-89ab-cdef-0123-456789abcdef".getBytes(StandardCharsets.US_ASCII));
        partition.write(0x8000, header);
        assertEquals(Optional.of("crypto_LUKS"), FileSystems.probe(partition).type());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.write(0x4000, header.rewind());
        partition.zero(ByteRange.of(0x8000, 4096));
        assertEquals(new Content.Unknown(), FileSystems.probe(partition), "it lies elsewhere than it says");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"1.0", "1.1", "1.2", "0.90"})
    void aRaidMemberIsNotTakenForTheFileSystemInIt(String version) throws IOException {
        TestPartition partition = TestPartition.of(folder, 16 * ByteSize.MIB + 4096);
        partition.run("mke2fs", "-q", "-F", "-t", "ext4", "{window}");
        long place = switch (version) {
            case "1.1" -> 0;
            case "1.2" -> 4096;
            case "1.0" -> (partition.size() / 512 - 16 & ~7L) * 512;
            default -> (partition.size() & ~0xffffL) - 0x10000;
        };
        ByteBuffer superblock = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        superblock.putInt(0, 0xa92b4efc).putInt(4, version.equals("0.90") ? 0 : 1);
        if (version.equals("0.90")) {
            superblock.putInt(8, 90).putInt(20, 0x01234567).putInt(52, 0x89abcdef).putInt(56, 0x02468ace)
                    .putInt(60, 0x13579bdf);
        } else {
            superblock.put(16, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
            superblock.put(32, "host:0".getBytes(StandardCharsets.US_ASCII)).putLong(0x90, place / 512);
            superblock.putInt(0xd8, checksum(superblock));
        }
        partition.write(place, superblock);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("linux_raid_member"), content.type());
        Blkid.agreesWith(content, partition);
    }

    /** The sum of the 64 words before the table of devices, which is empty (md.c, calc_sb_1_csum). */
    private static int checksum(ByteBuffer superblock) {
        long sum = 0;
        for (int at = 0; at < 256; at += 4) {
            sum += superblock.getInt(at) & 0xffff_ffffL;
        }
        return (int) ((sum & 0xffff_ffffL) + (sum >>> 32));
    }

    /** An older bcachefs has the magic number of bcache. */
    @Test
    void aBcachefsIsNoBcache() throws IOException {
        TestPartition partition = TestPartition.of(folder, 2 * ByteSize.MIB);
        ByteBuffer superblock = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
        superblock.put(24, HexFormat.of().parseHex("c68573f64e1a45ca8265f57f48ba6d81")).putLong(8, 8);
        superblock.put(72, "label".getBytes(StandardCharsets.US_ASCII));
        partition.write(4096, superblock.duplicate());
        assertEquals(Optional.of("bcache"), FileSystems.probe(partition).type());
        superblock.putLong(8, 0x1234).putLong(104, 8).put(56, HexFormat.of().parseHex(
                "0123456789abcdef0123456789abcdef"));
        partition.write(4096, superblock.duplicate());
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("bcachefs"), content.type());
        assertEquals(Optional.of("label"), content.label());
        assertEquals(Optional.of("01234567-89ab-cdef-0123-456789abcdef"), content.uuid());
    }

    @Test
    void aMachineThatTuxOnIceSuspendedIsNoPlainSwap() throws IOException {
        TestPartition partition = TestPartition.of(folder, 2 * ByteSize.MIB);
        partition.run("mkswap", "-q", "{window}");
        partition.write(0, ByteBuffer.wrap(HexFormat.of().parseHex("edc302e99856e50c")));
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("swsuspend"), content.type());
        Blkid.agreesWith(content, partition);
    }

    @Test
    void aPhysicalVolumeHasItsUuid() throws IOException {
        // blkid looks for members only where there are more bytes than on a floppy disk
        TestPartition partition = TestPartition.of(folder, 2 * ByteSize.MIB);
        ByteBuffer label = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        label.put(0, "LABELONE".getBytes(StandardCharsets.US_ASCII)).putLong(8, 1).putInt(20, 32);
        label.put(24, "LVM2 001".getBytes(StandardCharsets.US_ASCII));
        label.put(32, "abcdefghijklmnopqrstuvwxyzABCDEF".getBytes(StandardCharsets.US_ASCII));
        label.putInt(16, lvmChecksum(label));
        partition.write(512, label);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("abcdef-ghij-klmn-opqr-stuv-wxyz-ABCDEF"), content.uuid());
        Blkid.agreesWith(content, partition);
    }

    /** A CRC-32 that begins with 0xf597a6cf and is not inverted (LVM2, lib/misc/crc.c). */
    private static int lvmChecksum(ByteBuffer label) {
        int sum = 0xf597a6cf;
        for (int at = 20; at < 512; at++) {
            sum ^= label.get(at) & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum >>> 1 ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noiseAndZerosAreUnknown(long seed) throws IOException {
        TestPartition partition = TestPartition.of(folder, 2 * ByteSize.MIB);
        assertEquals(new Content.Unknown(), FileSystems.probe(partition));
        byte[] noise = new byte[(int) partition.size()];
        new Random(seed).nextBytes(noise);
        partition.write(0, ByteBuffer.wrap(noise));
        assertEquals(new Content.Unknown(), FileSystems.probe(partition), "seed " + seed);
        for (int size : new int[] {0, 1, 511, 512, 4096, 65536}) {
            assertEquals(new Content.Unknown(), FileSystems.probe(
                    partition.slice(ByteRange.of(1 << 20, size), "short")));
        }
    }

    @Test
    void afterASignatureIsWipedNothingIsFound() throws IOException {
        for (FileSystemType type : FileSystems.all()) {
            if (type.support(Action.CREATE, Programs.installed()::has) instanceof Support.MissingTool missing
                    && Support.RARE.containsKey(missing.debianPackage())) {
                continue;
            }
            for (long more : new long[] {0, 512 * 3, ByteSize.MIB - 512, 100 * ByteSize.MIB}) {
                TestPartition partition = TestPartition.of(folder, type.minimumBytes() + more);
                if (type.id().equals("fat12") && more > 50 * ByteSize.MIB) {
                    continue;
                }
                partition.run(TestPartition.quick(type, type.create("", "", 2048, 512,
                        partition.size())));
                for (ByteRange range : FileSystems.signatureRanges(partition.size())) {
                    partition.zero(range);
                }
                assertEquals(new Content.Unknown(), FileSystems.probe(partition), type.id() + more);
                assertEquals(Optional.empty(), Blkid.value(partition, "TYPE"));
                Files.delete(partition.path());
            }
        }
        assertEquals(new ByteRange(0, 1000), FileSystems.signatureRanges(1000).get(0));
        assertTrue(FileSystems.signatureRanges(0).isEmpty());
    }
}
