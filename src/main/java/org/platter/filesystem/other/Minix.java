package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.tool.Command;

/** The file system of Minix, of all its versions; new ones are of version 3. */
public final class Minix extends PlainFileSystem {

    public Minix() {
        super("minix", "Minix", ByteSize.MIB, 64 * ByteSize.GIB, LabelForm.bytes(0), UuidForm.NONE);
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<MinixVolume> volume = MinixVolume.read(slice);
        if (volume.isEmpty()) {
            return Optional.empty();
        }
        long size = volume.get().size();
        boolean fits = size <= slice.size();
        OptionalLong used = fits ? volume.get().used(slice) : OptionalLong.empty();
        return Optional.of(new Content.FileSystem(blkidName(), Optional.empty(), Optional.empty(),
                OptionalLong.of(size), used, OptionalLong.empty(), fits ? List.of()
                        : List.of(Problems.longerThanPartition(displayName(), size, slice.size())))
                .withNotes(volume.get().isClean() ? List.of() : List.of("This Minix file system is not marked"
                        + " as unmounted; a check puts right what that left.")));
    }

    /** Its blocks have 1 KiB. */
    @Override
    public int maximumSector() {
        return 1024;
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        return Way.by(Command.of("mkfs.minix", "-3", Command.WINDOW));
    }

    private static Command check(String option) {
        return Command.of("fsck.minix", "-f", option, Command.WINDOW).accepting(0, "clean")
                .refusing(4, "errors are left that it did not repair")
                .refusing(7, "errors were repaired and others are left")
                .refusing(8, "it could not work: no Minix, or it cannot be opened")
                .refusing(16, "called wrongly");
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<MinixVolume> volume = MinixVolume.read(slice).filter(found -> found.size() <= slice.size());
        return volume.isEmpty() ? Optional.empty() : volume.get().liveBlocks(slice);
    }

    @Override
    public Way label(String label) {
        return Way.never("A Minix file system has no label.");
    }

    @Override
    public Way uuid(String uuid) {
        return Way.never("A Minix file system has no UUID.");
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.minix, but for a mark that alone is left. */
    private static final class Check implements Checkup {

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            return MinixVolume.read(slice).map(MinixVolume::isClean).orElse(true);
        }

        @Override
        public void unmark(BlockDevice slice) throws IOException {
            slice.write(MinixVolume.STATE, ByteBuffer.wrap(new byte[] {MinixVolume.CLEAN, 0}));
        }

        @Override
        public List<Command> repair() {
            return List.of(check("-a").accepting(3, "errors were repaired"));
        }

        @Override
        public Way look() {
            return Way.by(check("-l").refusing(3, "errors were repaired"));
        }
    }
}
