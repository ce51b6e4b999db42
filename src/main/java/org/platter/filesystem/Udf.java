package org.platter.filesystem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/** UDF as on hard disks, by udftools. */
final class Udf extends PlainFileSystem {

    private static final String KEEPS_SIZE = "No program resizes UDF; format it anew in the new size.";
    private static final int BLOCK = 512;

    Udf() {
        super("udf", "UDF", ByteSize.MIB, 2 * ByteSize.TIB - ByteSize.MIB,
                new LabelForm(126, LabelForm.Unit.DSTRING), UuidForm.DIGITS);
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        return UdfVolume.read(slice).map(volume -> volume.content(slice.size()));
    }

    /** What Windows gives it, which is NTFS's too. */
    @Override
    public String typeCode(TableType table) {
        return switch (table) {
            case DOS -> "0x07";
            case GPT -> "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7";
            case NONE -> "";
        };
    }

    @Override
    public Support support(Action action, Tools tools) {
        return switch (action) {
            case CREATE -> Support.needing(tools, "mkudffs");
            case GROW, SHRINK -> new Support.Never(KEEPS_SIZE);
            case CHECK -> new Support.Never("udftools has no program that checks UDF.");
            case LABEL, UUID -> Support.needing(tools, "udflabel");
        };
    }

    /** On hard disks, the blocks of a UDF are the sectors of the disk: Windows finds no others. */
    @Override
    public List<Command> create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("--utf8", "--media-type=hd", "--blocksize="
                + Math.max(BLOCK, sectorSize), "--label=" + label));
        if (!uuid.isEmpty()) {
            arguments.add("--uuid=" + uuid);
        }
        arguments.add(Command.WINDOW);
        return List.of(Command.of("mkudffs", arguments.toArray(String[]::new)));
    }

    @Override
    public List<Command> label(String label) {
        return List.of(Command.of("udflabel", "--utf8", Command.WINDOW, label));
    }

    @Override
    public List<Command> uuid(String uuid) {
        return List.of(Command.of("udflabel", "--utf8", "--uuid=" + uuid, Command.WINDOW));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<UdfVolume> volume = UdfVolume.read(slice);
        return volume.isEmpty() ? Optional.empty() : volume.get().liveBlocks(slice);
    }
}
