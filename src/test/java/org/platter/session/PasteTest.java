package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.session.SeedDisk.Part;

/** Partitions are copied from one image into another. */
final class PasteTest {

    @TempDir
    private Path work;

    private Path empty(String format, String name) throws IOException, Refusal {
        Path image = work.resolve(name);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "600M");
        apply(image, "table type=gpt");
        return image;
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void aCopyFromAnotherImageHasEveryFileAndGrows(Volume volume) throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 300 * ByteSize.MIB, "label: dos\nstart=2048, size=300000\n",
                List.of(new Part(volume, 2048, 300000)));
        String before = disk.imageHash();
        Path other = empty("raw", "other.raw");
        apply(other, "paste from=" + disk.image + " partition=1 start=100MiB",
                "paste from=" + disk.image + " partition=1 size=220MiB", "uuid 2 value=random");
        assertEquals(before, disk.imageHash());
        Layout after = read(other);
        assertEquals(2, after.partitions().size());
        for (Partition partition : after.partitions()) {
            volume.verify(other, partition.range().start(), partition.range().length(), disk.hashes(0), work);
            assertEquals("VDG01", partition.content().label().orElse(""));
        }
        Partition first = after.partition(1).orElseThrow();
        Partition second = after.partition(2).orElseThrow();
        assertEquals(100 * ByteSize.MIB, first.range().start());
        assertEquals(300000L * 512, first.range().length());
        assertTrue(second.fileSystem().orElseThrow().size().orElseThrow() > 219 * ByteSize.MIB,
                second.toString());
        assertTrue(!first.content().uuid().equals(second.content().uuid()));
        assertTrue(Shell.run("sgdisk", "-v", other.toString()).contains("No problems found"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCopyGoesFromRawIntoQcow2AndBackTheSame() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 300 * ByteSize.MIB, "label: dos\nstart=2048, size=300000\n",
                List.of(Part.ext4(2048, 300000)));
        Path qcow2 = empty("qcow2", "middle.qcow2");
        apply(qcow2, "paste from=" + disk.image + " partition=1 start=33MiB");
        Shell.run("qemu-img", "check", "-q", qcow2.toString());
        Path back = empty("raw", "back.raw");
        apply(back, "paste from=" + qcow2 + " partition=1 start=77MiB");
        Partition copy = read(back).partition(1).orElseThrow();
        Volume.EXT4.verify(back, copy.range().start(), copy.range().length(), disk.hashes(0), work);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vdi"})
    void anImageThatIsOpenToBeChangedIsReadOnlyWhereItsHolderLendsIt(String format)
            throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 300 * ByteSize.MIB, "label: dos\nstart=2048, size=300000\n",
                List.of(Part.ext4(2048, 300000)));
        Path source = work.resolve("source." + format);
        Shell.run("qemu-img", "convert", "-f", "raw", "-O", format, disk.image.toString(), source.toString());
        Path other = empty("raw", "other.raw");
        String line = "paste from=" + source + " partition=1 uuid=random";
        try (DiskSession holder = DiskSession.open(source, DiskSession.Mode.EDIT);
                DiskSession target = DiskSession.open(other, DiskSession.Mode.EDIT)) {
            IOException refused = assertThrows(IOException.class, () -> target.push(line));
            assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
            target.borrow(source, holder);
            target.push(line);
            target.apply(event -> {}, () -> false);
            Partition copy = target.onDisk().partition(1).orElseThrow();
            Volume.EXT4.verify(other, copy.range().start(), copy.range().length(), disk.hashes(0), work);
            Content original = holder.onDisk().partition(1).orElseThrow().content();
            assertEquals(original.label(), copy.content().label());
            assertNotEquals(original.uuid(), copy.content().uuid());
            holder.push("label 1 text=later");
            holder.apply(event -> {}, () -> false);
        }
    }

    @Test
    void aCopyInTheSameImageHasANewUuidWhereItIsAskedFor() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 300 * ByteSize.MIB, "label: gpt\nstart=2048, size=204800\n",
                List.of(Part.ext4(2048, 204800)));
        apply(disk.image, "copy 1 uuid=random");
        Layout after = read(disk.image);
        assertNotEquals(after.partition(1).orElseThrow().content().uuid(),
                after.partition(2).orElseThrow().content().uuid());
        Partition copy = after.partition(2).orElseThrow();
        Volume.EXT4.verify(disk.image, copy.range().start(), copy.range().length(), disk.hashes(0), work);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsNotThereIsRefusedAndNothingChanges() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 300 * ByteSize.MIB, "label: dos\nstart=2048, size=300000\n",
                List.of(Part.ext4(2048, 300000)));
        Path other = empty("raw", "other.raw");
        String before = Volume.imageHash(other);
        assertThrows(Refusal.class, () -> apply(other, "paste from=" + disk.image + " partition=2"));
        assertThrows(IOException.class, () -> apply(other,
                "paste from=" + work.resolve("no.raw") + " partition=1"));
        assertThrows(Refusal.class, () -> apply(other,
                "paste from=" + disk.image + " partition=1 size=100MiB"));
        try (DiskSession session = DiskSession.open(other, DiskSession.Mode.EDIT)) {
            session.push("paste from=" + disk.image + " partition=1");
            assertTrue(session.review().copyBytes() > ByteSize.MIB);
            apply(disk.image, "label 1 text=changed");
            assertThrows(IOException.class, () -> session.apply(event -> {}, () -> false));
        }
        assertEquals(before, Volume.imageHash(other));
        assertTrue(Files.exists(disk.image));
    }

    private static Layout read(Path image) throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk();
        }
    }

    private static void apply(Path image, String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
