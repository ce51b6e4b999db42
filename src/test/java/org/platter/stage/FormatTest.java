package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.OpenFolder;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.operation.Draft;
import org.platter.operation.Script;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Windows;

/** A format on a disk that is full of something else. */
class FormatTest {

    private static final long GIB = ByteSize.GIB;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "ntfs", "fat32", "exfat", "xfs", "btrfs", "swap"})
    void writesWhatTheFileSystemUsesAndWhereSignaturesMayLie(String id) throws IOException, Refusal {
        Programs programs = Programs.installed();
        try (OpenFolder open = OpenFolder.open(folder);
                StagedDisk disk = new StagedDisk(new Full(), FileScratch.in(open))) {
            Layout empty = DiskProbe.read(disk);
            Draft draft = Script.append(Draft.of(empty), "table type=gpt\ncreate size=7GiB fs=" + id + "\n");
            new Stager(disk, Windows.copies(folder), new ProgramRunner(programs), programs::has, event -> {},
                    () -> false).run(draft);
            Partition made = draft.last().partitions().get(0);
            long free = 0;
            for (long at = made.range().start(); at < made.range().end();) {
                Extent extent = disk.extentAt(at);
                long end = Math.min(made.range().end(), extent.target().end());
                free += extent.source() instanceof Source.Free ? end - at : 0;
                at = end;
            }
            assertTrue(free > 6 * GIB, free + " bytes are left alone");
            for (ByteRange range : FileSystems.signatureRanges(made.range().length())) {
                ByteRange place = range.shifted(made.range().start());
                for (long at = place.start(); at < place.end(); at = disk.extentAt(at).target().end()) {
                    assertTrue(!(disk.extentAt(at).source() instanceof Source.Free), "old bytes at " + at);
                }
            }
            assertEquals(Optional.of(FileSystems.byId(id).orElseThrow().blkidName()),
                    DiskProbe.read(disk).partitions().get(0).content().type());
        }
    }

    /** Eight GiB of ones. */
    private static final class Full implements BlockDevice {

        @Override
        public long size() {
            return 8 * GIB;
        }

        @Override
        public int sectorSize() {
            return 512;
        }

        @Override
        public String description() {
            return "full";
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            while (into.hasRemaining()) {
                into.put((byte) -1);
            }
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            throw new IOException("staging never writes to the disk");
        }

        @Override
        public void zero(ByteRange range) throws IOException {
            throw new IOException("staging never writes to the disk");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
