package org.platter.filesystem.other;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.tool.Command;

/**
 * OCFS2 that one machine uses, by ocfs2-tools. One that a cluster shares is only recognised: without the
 * cluster's service its programs do nothing to it.
 */
public final class Ocfs2 extends PlainFileSystem {

    /** The second block; blocks have 512 to 4096 bytes. */
    private static final int[] PLACES = {1024, 2048, 4096, 8192};
    private static final int LOCAL = 8;
    private static final int CLUSTER_BITS = 0xfc;

    public Ocfs2() {
        super("ocfs2", "OCFS2", 32 * ByteSize.MIB, 16 * ByteSize.TIB, LabelForm.bytes(63), UuidForm.FULL);
    }

    /** Linux, fs/ocfs2/ocfs2_fs.h: struct ocfs2_dinode, struct ocfs2_super_block. */
    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<Structure> found = superblock(slice);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        long size = bytes.u32(0x14) << bytes.u32(CLUSTER_BITS);
        List<String> problems = size <= slice.size() ? List.of()
                : List.of(Problems.longerThanPartition("OCFS2", size, slice.size()));
        return Optional.of(new Content.FileSystem(blkidName(), bytes.label(0x110, 64),
                bytes.uuid(0x150), OptionalLong.of(size), OptionalLong.empty(),
                OptionalLong.empty(), problems));
    }

    private static Optional<Structure> superblock(BlockDevice slice) throws IOException {
        for (int place : PLACES) {
            Optional<Structure> found = Structure.read(slice, place, 512)
                    .filter(bytes -> bytes.has(0, "OCFSV2") && bytes.u32(0xf8) <= 12
                            && 2 << bytes.u32(0xf8) == place && (bytes.u32(0xe0) & LOCAL) != 0
                            && bytes.u32(CLUSTER_BITS) >= bytes.u32(0xf8) && bytes.u32(CLUSTER_BITS) <= 20);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** It has whole clusters. */
    @Override
    public long rounding(BlockDevice slice) throws IOException {
        return superblock(slice).map(bytes -> 1L << bytes.u32(CLUSTER_BITS)).orElse(rounding());
    }

    /** Its blocks may not be smaller than the sectors of the disk. */
    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("-F", "-q", "-M", "local"));
        if (sectorSize > 512) {
            arguments.addAll(List.of("-b", String.valueOf(sectorSize)));
        }
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-L", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-U", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.ocfs2", arguments.toArray(String[]::new)));
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.by(Command.of("tunefs.ocfs2", "-y", "-S", Command.WINDOW));
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("tunefs.ocfs2", "-y", "-L", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("tunefs.ocfs2", "-y", "--uuid-reset=" + uuid, Command.WINDOW));
    }

    private static Command check(String answer) {
        return Command.of("fsck.ocfs2", "-f", answer, Command.WINDOW).accepting(0, "clean")
                .refusing(8, "it could not work: no OCFS2, or it cannot be opened")
                .refusing(16, "called wrongly");
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.never("OCFS2 cannot shrink; make a smaller one and copy the files.");
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.ocfs2. */
    private static final class Check implements Checkup {

        @Override
        public List<Command> repair() {
            return List
                    .of(check("-y").accepting(1, "errors were repaired").accepting(2, "errors were repaired")
                            .accepting(3, "errors were repaired")
                            .refusing(4, "errors are left that it did not repair"));
        }

        @Override
        public Way look() {
            return Way.by(check("-n").refusing(4, "it has errors"));
        }
    }
}
