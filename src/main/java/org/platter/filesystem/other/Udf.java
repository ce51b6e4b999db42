package org.platter.filesystem.other;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/** UDF as on hard disks, by udftools. */
public final class Udf extends PlainFileSystem {

    private static final int BLOCK = 512;

    public Udf() {
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
        return code(table, "0x07", WINDOWS_DATA);
    }

    /** On hard disks, the blocks of a UDF are the sectors of the disk: Windows finds no others. */
    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("--utf8", "--media-type=hd", "--blocksize="
                + Math.max(BLOCK, sectorSize), "--label=" + label));
        if (!uuid.isEmpty()) {
            arguments.add("--uuid=" + uuid);
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkudffs", arguments.toArray(String[]::new)));
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("udflabel", "--utf8", Command.WINDOW, label));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("udflabel", "--utf8", "--uuid=" + uuid, Command.WINDOW));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<UdfVolume> volume = UdfVolume.read(slice);
        return volume.isEmpty() ? Optional.empty() : volume.get().liveBlocks(slice);
    }

    @Override
    public Checkup checkup() {
        return () -> Way.never("udftools has no program that checks UDF.");
    }
}
