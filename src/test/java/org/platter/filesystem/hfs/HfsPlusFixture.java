package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.platter.base.ByteSize;
import org.platter.filesystem.Digests;
import org.platter.filesystem.TestPartition;

/**
 * An HFS+ with files in it, which only a kernel can write: some in more pieces than their own records have
 * room for, the catalog among them, and some with attributes. {@link HfsPlusInKernel} made what is in the
 * resource.
 */
final class HfsPlusFixture {

    static final long SIZE = 24 * ByteSize.MIB + 3 * 512;
    private static final String RESOURCE = "/hfsplus.gz";
    private static final int PIECE = 12_000;

    private HfsPlusFixture() {}

    /** Returns the volume of the resource in a file of its own. */
    static TestPartition unpacked(Path folder) throws IOException {
        TestPartition partition = TestPartition.of(folder, SIZE);
        try (InputStream in = new GZIPInputStream(HfsPlusFixture.class.getResourceAsStream(RESOURCE))) {
            long at = 0;
            for (byte[] part = in.readNBytes(1 << 20); part.length > 0; part = in.readNBytes(1 << 20)) {
                partition.write(at, ByteBuffer.wrap(part));
                at += part.length;
            }
        }
        return partition;
    }

    static void pack(TestPartition partition, Path file) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            Files.copy(partition.path(), out);
        }
    }

    /** Makes an empty one whose catalog grows by few blocks at a time, and so in pieces. */
    static void make(TestPartition partition, long blockSize) throws IOException {
        HfsPlusWriter.create(partition, "files", blockSize);
        for (long header : new long[] {1024, partition.size() / 512 * 512 - 1024}) {
            partition.write(header + HfsPlusVolume.CATALOG + 8, ByteBuffer.allocate(4).putInt(0, 4096));
        }
    }

    /** Fills one that is mounted: what was there first goes, so that what came later lies far behind. */
    static void fill(Path mounted, long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 420; i++) {
            Path folder = Files.createDirectories(mounted.resolve("folder" + i % 9));
            write(folder.resolve("a file with a name that is long enough to fill the catalog soon " + i),
                    random.nextInt(i % 10 == 0 ? 60_000 : 12_000));
        }
        for (int i = 0; i < 420; i += i < 200 ? 2 : 3) {
            Files.delete(mounted.resolve("folder" + i % 9)
                    .resolve("a file with a name that is long enough to fill the catalog soon " + i));
        }
        for (int i = 0; i < 70; i++) {
            for (int n = 0; n < 5; n++) {
                append(mounted.resolve("pieces" + n), i);
            }
        }
        for (int i = 0; i < 60; i++) {
            Path file = mounted.resolve("folder" + i % 3).resolve("with attributes " + i);
            write(file, 3000 + i);
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                    .write("note", ByteBuffer.wrap(content("note of " + i, 700)));
        }
        Files.delete(mounted.resolve("pieces1"));
        Files.delete(mounted.resolve("pieces3"));
    }

    private static void write(Path file, int length) throws IOException {
        Files.write(file, content(file.getFileName().toString(), length));
    }

    private static void append(Path file, int piece) throws IOException {
        byte[] all = content(file.getFileName().toString(), (piece + 1) * PIECE);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            out.write(all, piece * PIECE, PIECE);
        }
    }

    /** Returns what a file of this name holds: no two sectors of all files are the same. */
    static byte[] content(String name, int length) {
        byte[] bytes = new byte[length];
        for (int sector = 0; sector * 512 < length; sector++) {
            byte[] line = (name.substring(Math.max(0, name.length() - 12)) + ' ' + sector + '\n')
                    .getBytes(StandardCharsets.UTF_8);
            for (int at = sector * 512; at < Math.min(length, sector * 512 + 512); at++) {
                bytes[at] = line[at % 512 % line.length];
            }
        }
        return bytes;
    }

    /** Returns the hash of each file below a folder, all of which hold what their names say. */
    static Map<String, String> hashes(Path folder) throws IOException {
        Map<String, String> hashes = Digests.ofFiles(folder);
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            Path path = folder.resolve(file.getKey());
            assertEquals(Digests.of(content(path.getFileName().toString(), (int) Files.size(path))),
                    file.getValue(), file.getKey());
        }
        return hashes;
    }

    /** Returns the volume as it is after its partition shrank too. */
    static TestPartition cut(TestPartition partition, Path folder, long size) throws IOException {
        TestPartition cut = TestPartition.of(folder, size);
        for (long at = 0; at < size; at += 1 << 20) {
            cut.write(at, partition.read(at, (int) Math.min(1 << 20, size - at)));
        }
        return cut;
    }
}
