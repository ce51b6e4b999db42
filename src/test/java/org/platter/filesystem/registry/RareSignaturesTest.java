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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteSize;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.TestPartition;
import org.platter.layout.Content;

/** What is rare, as its own makers leave it, else in the bytes of the descriptions that its class names. */
class RareSignaturesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "32 | gfs2 | alpha:beta | mkfs.gfs2 -O -p lock_nolock -t alpha:beta -j1 -J 8 -r 32 {window}",
        "8 | bcache | - | make-bcache -B {window}", "64 | bcache | - | make-bcache -C --bucket 64k {window}",
        "32 | drbd | - | drbdmeta --force 0 v08 {window} internal create-md 1",
        "32 | drbd | - | drbdmeta --force 0 v09 {window} internal create-md 3",
        "1 | bfs | - | mkfs.bfs -V volume -F name {window}",
        "4 | ufs | - | makefs -t ffs -o version=1 -s 4m {window} {files}",
        "4 | ufs | - | makefs -t ffs -o version=2 -s 4m {window} {files}",
        "4 | ufs | - | makefs -t ffs -B be -o version=2 -s 4m {window} {files}",
        "2 | ubifs | - | mkfs.ubifs -r {files} -m 2048 -e 126976 -c 100 -o {window}",
        "80 | xfs_external_log | - | mkfs.xfs -q -d file,name={folder}/xfs,size=300m -l "
                + "logdev={window},size=64m",
        "1 | iso9660 | SHORT | genisoimage -quiet -J -V SHORT -o {window} {files}",
        "1 | iso9660 | Ünicode Label wi | genisoimage -quiet -J -V Ünicode@Label@with@more -o {window} "
                + "{files}",
        "1 | udf | FILMS | genisoimage -quiet -udf -V FILMS -o {window} {files}"})
    void whatItsMakerLeavesHasBlkidsNameLabelAndUuid(int mebibytes, String name, String label, String program)
            throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("file"), "text");
        TestPartition partition = TestPartition.of(folder, mebibytes * ByteSize.MIB);
        String[] words = program.strip().split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("{files}", files.toString()).replace("{folder}", folder.toString())
                    .replace('@', ' ');
        }
        partition.run(words);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of(name), content.type());
        assertEquals(Optional.ofNullable(label), content.label());
        if (name.equals("xfs_external_log")) { // blkid has no UUID of the log itself
            assertEquals(name, Blkid.value(partition, "TYPE").orElseThrow());
        } else {
            Blkid.agreesWith(content, partition);
        }
    }

    @Test
    void anImageOfFlashHasItsNumber() throws IOException {
        TestPartition partition = TestPartition.of(folder, 2 * ByteSize.MIB);
        Path description = Files.writeString(folder.resolve("ubi.ini"),
                "[u]\nmode=ubi\nvol_id=0\nvol_size=1MiB\nvol_type=dynamic\nvol_name=rootfs\n");
        partition.run("ubinize", "-o", "{window}", "-m", "2048", "-p", "128KiB", "-Q", "4000000000",
                description.toString());
        assertEquals(Optional.of("4000000000"), FileSystems.probe(partition).uuid());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
    }

    /** Each line: the size in MiB; blkid's name, label and UUID; and the bytes at their places. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "2 | vdo | - | 01020304-0506-0708-090a-0b0c0d0e0f10 | 0=646d76646f303031 "
                + "40=0102030405060708090a0b0c0d0e0f10",
        "2 | nss | - | 01020304-0506-0708-090a-0b0c0d0e0f10 | 4096=53504235 "
                + "4444=0102030405060708090a0b0c0d0e0f10",
        "2 | hpfs | OS2 | 1234-ABCD | 38=28cdab34124f533220202020202020204850465320202020 510=55aa"
                + " 8192=49e895f9 8704=491891f9",
        "2 | vxfs | - | - | 8192=a501fcf5",
        "2 | drbd | - | abcdef0123456789 | 2093096=abcdef0123456789 2093116=8374026c",
        "2 | drbdproxy_datalog | - | 01020304-0506-0708-090a-0b0c0d0e0f10 |"
                + " 0=444242440000 0=44524244646c682a 16=0102030405060708090a0b0c0d0e0f10",
        "40 | gfs | a:b | - | 65536=01161970000000010000000000000000000000000000000000 65560=0000051d00000579"
                + " 65696=613a62",
        "4 | VMFS | store | 04030201-08070605-0a09-0b0c0d0e0f10 | 2097152=5ef1ab2f"
                + " 2097161=0102030405060708090a0b0c0d0e0f10 2097181=73746f7265",
        "4 | befs | Haiku | - | 512=4861696b75 544=31534642454749420008000000000b 556=0b000000 552=00080000"
                + " 580=311012dd 624=0e83b615"})
    void bytesOfADescriptionHaveBlkidsNameLabelAndUuid(int mebibytes, String name, String label, String uuid,
            String bytes) throws IOException {
        TestPartition partition = TestPartition.of(folder, mebibytes * ByteSize.MIB);
        put(partition, bytes);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of(name), content.type());
        assertEquals(Optional.ofNullable(label), content.label());
        assertEquals(Optional.ofNullable(uuid), content.uuid());
        // it wants a root folder too
        if (Blkid.value(partition, "TYPE").isPresent() || !name.equals("befs")) {
            Blkid.agreesWith(content, partition);
        }
    }

    /** What Debian's blkid does not know, or knows less of. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "2 | scoutfs_meta | - | 01020304-0506-0708-090a-0b0c0d0e0f10 | 65540=8b423c10 65584=01"
                + " 65592=0102030405060708090a0b0c0d0e0f10",
        "2 | scoutfs_data | - | 01020304-0506-0708-090a-0b0c0d0e0f10 | 65540=8b423c10"
                + " 65592=0102030405060708090a0b0c0d0e0f10",
        "2 | bcache | fast | 01020304-0506-0708-090a-0b0c0d0e0f10 | 4104=08 "
                + "4120=c68573f64e1a45ca8265f57f48ba6d81 4136=0102030405060708090a0b0c0d0e0f10 4168=66617374",
        "2 | iso9660 | DISC | - | 32777=4344524f4d 32816=44495343",
        "2 | stratis | - | 01234567-89ab-cdef-0123-456789abcdef | 516=21537472613074697386ff025e417268"
                + " 576=3031323334353637383961626364656630313233343536373839616263646566"})
    void whatBlkidKnowsLessOfIsNamedToo(int mebibytes, String name, String label, String uuid, String bytes)
            throws IOException {
        TestPartition partition = TestPartition.of(folder, mebibytes * ByteSize.MIB);
        put(partition, bytes);
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of(name), content.type());
        assertEquals(Optional.ofNullable(label), content.label());
        assertEquals(Optional.ofNullable(uuid), content.uuid());
    }

    private static void put(TestPartition partition, String bytes) throws IOException {
        for (String one : bytes.strip().split(" +")) {
            String[] words = one.split("=");
            partition.write(Long.parseLong(words[0]), ByteBuffer.wrap(HexFormat.of().parseHex(words[1])));
        }
    }

    /** Turns round the numbers of a superblock, as a machine of the other byte order has them. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"-1", "-2", "-3"})
    void aMinixOfTheOtherByteOrderIsMovedWhole(String version) throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * ByteSize.MIB);
        partition.run("mkfs.minix", version, "{window}");
        ByteBuffer little = partition.read(1024, 32).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer big = ByteBuffer.allocate(32);
        int[] lengths = version.equals("-3") ? new int[] {4, 2, 2, 2, 2, 2, 2, 4, 4, 2, 2, 2, 1, 1}
                : new int[] {2, 2, 2, 2, 2, 2, 4, 2, 2, 4, 2, 2, 2, 2};
        for (int length : lengths) {
            switch (length) {
                case 1 -> big.put(little.get());
                case 2 -> big.putShort(little.getShort());
                default -> big.putInt(little.getInt());
            }
        }
        partition.write(1024, big.flip());
        Content.Opaque content = (Content.Opaque) FileSystems.probe(partition);
        assertEquals("minix", content.name());
        assertEquals(8 * ByteSize.MIB, content.size().orElseThrow());
        assertEquals(version.equals("-3") ? Optional.empty() : Optional.of("minix"),
                Blkid.value(partition, "TYPE"), "blkid does not turn round the third");
    }

    /** blkid prints the bytes; where they are UTF-8 both say the same, else fatlabel is followed. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"4e4f204e414d4520202020, NO NAME", "9a424552e1202020202020, ÜBERß",
        "c39c4245522020c39f2020, ÜBER  ß",
        "05424552e1202020202020, ÕBERß"})
    void theLabelOfAFatIsTheOneOfItsRoot(String bytes, String label) throws IOException {
        TestPartition partition = TestPartition.of(folder, 4 * ByteSize.MIB);
        partition.run("mkfs.fat", "-n", "LABEL", "{window}");
        byte[] all = Files.readAllBytes(partition.path());
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("LABEL      \b");
        assertTrue(at > 0);
        partition.write(at, ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
        assertEquals(Optional.of(label), FileSystems.probe(partition).label());
        if (bytes.startsWith("4e") || bytes.startsWith("c3")) {
            Blkid.agreesWith(FileSystems.probe(partition), partition);
        } else {
            assertEquals(label, partition.run("fatlabel", "{window}").strip());
        }
    }

    /**
     * As other programs name the set of volumes: shorter than the standard wants, in one case or the other.
     */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"1F2E3D4C UDF Volume Set", "1F2E3D4C", "1f2e3d4cab", "0123456789ABCDEF", "Windows",
        "a volume set",
        "12345678 "})
    void theUuidOfAUdfIsBlkids(String set) throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * ByteSize.MIB);
        partition.run("mkudffs", "-l", "films", "{window}");
        for (int block : new int[] {257, 258, 259, 260, 261, 262, 263, 264, 96, 97, 98, 99, 100, 101, 102,
            103}) {
            ByteBuffer descriptor = partition.read(block * 512L, 512).order(ByteOrder.LITTLE_ENDIAN);
            if (descriptor.getShort(0) == 1 && descriptor.getInt(12) == block) {
                ByteBuffer name = ByteBuffer.allocate(128);
                name.put((byte) 8).put(set.getBytes(StandardCharsets.US_ASCII));
                partition.write(block * 512L + 72, name.put(127, (byte) (set.length() + 1)).rewind());
            }
        }
        assertEquals(Blkid.value(partition, "UUID"), FileSystems.probe(partition).uuid());
    }
}
