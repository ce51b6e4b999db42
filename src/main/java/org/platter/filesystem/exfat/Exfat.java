package org.platter.filesystem.exfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Support;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * exFAT, by exfatprogs. A dirty one is no problem, since fsck.exfat mends it before anything else happens to
 * it; until then all its blocks count as live.
 */
public final class Exfat extends PlainFileSystem {

    private static final Pattern TALK = Pattern.compile("^exfatprogs version|^$|^clean\\. directories"
            + "|: clean\\. directories");
    public Exfat() {
        super("exfat", "exFAT", 3 * ByteSize.MIB, 1L << 57, new LabelForm(11, LabelForm.Unit.UTF16),
                UuidForm.SERIAL);
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<ExfatVolume> found = ExfatVolume.read(slice);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ExfatVolume volume = found.get();
        List<String> problems = volume.problems(slice.size());
        OptionalLong used = OptionalLong.empty();
        if (problems.isEmpty()) {
            Optional<ExfatLiveBlocks> live = ExfatLiveBlocks.of(slice, volume);
            used = live.isPresent() ? live.get().used() : used;
        }
        return Optional.of(new Content.FileSystem(blkidName(), volume.label(slice),
                Optional.of(volume.serial()), OptionalLong.of(volume.size()), used, OptionalLong.empty(),
                problems).withNotes(
                        volume.isDirty() ? List.of("This exFAT is marked as not unmounted; a "
                                + "check puts right what that left.") : List.of()));
    }

    /** fsck.exfat takes the boot sector of one whose second table is in force for damaged. */
    @Override
    public Optional<Support.Never> never(Action action, Content.FileSystem now) {
        return action == Action.CHECK && now.problems().contains(ExfatVolume.MISREAD)
                ? Optional.of(new Support.Never(ExfatVolume.MISREAD)) : super.never(action, now);
    }

    /** What Windows gives it, which is NTFS's too. */
    @Override
    public String typeCode(TableType table) {
        return code(table, "0x07", WINDOWS_DATA);
    }

    @Override
    public long bytesWhenNew() {
        return 2 * ByteSize.MIB;
    }

    /** Its program makes no others in what is no block device. */
    @Override
    public int maximumSector() {
        return 512;
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<Command> commands = new ArrayList<>();
        commands.add(label.isEmpty() ? Command.of("mkfs.exfat", Command.WINDOW)
                : Command.of("mkfs.exfat", "-L", label, Command.WINDOW));
        if (!uuid.isEmpty()) {
            commands.add(serial(uuid));
        }
        return Way.by(commands);
    }

    private static Command check(String answer) {
        return Command.of("fsck.exfat", answer, Command.WINDOW).accepting(0, "clean")
                .refusing(4, "errors are left that it did not repair")
                .refusing(8, "it could not work: no exFAT, or it cannot be opened")
                .refusing(16, "called wrongly").refusing(32, "cancelled");
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("tune.exfat", "-L", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(serial(uuid));
    }

    private static Command serial(String uuid) {
        return Command.of("tune.exfat", "-I", "0x" + uuid.replace("-", ""), Command.WINDOW);
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<ExfatVolume> volume = ExfatVolume.read(slice)
                .filter(found -> !found.isDirty() && found.problems(slice.size()).isEmpty());
        if (volume.isEmpty()) {
            return Optional.empty();
        }
        return ExfatLiveBlocks.of(slice, volume.get()).map(live -> live);
    }

    /**
     * The partition's offset in both boot sectors, where it matched before, and the sums of both boot regions
     * (exFAT specification, 3.1.3 and 3.4).
     */
    @Override
    public void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException {
        Optional<ExfatVolume> volume = ExfatVolume.read(slice)
                .filter(found -> found.partitionOffset() == oldStartSector && oldStartSector != 0);
        if (volume.isEmpty() || newStartSector == oldStartSector) {
            return;
        }
        int sector = volume.get().sectorBytes();
        for (long region : new long[] {0, (long) ExfatVolume.BOOT_SECTORS * sector}) {
            Optional<Structure> boot = Structure.read(slice, region, ExfatVolume.BOOT_SECTORS * sector);
            if (boot.isPresent() && boot.get().i64(64) == oldStartSector) {
                ByteBuffer bytes = ByteBuffer.wrap(boot.get().bytes(0, boot.get().length()))
                        .order(ByteOrder.LITTLE_ENDIAN).putLong(64, newStartSector);
                int sum = ExfatVolume.bootSum(bytes.array(), sector);
                for (int at = 11 * sector; at < 12 * sector; at += 4) {
                    bytes.putInt(at, sum);
                }
                slice.write(region, bytes);
            }
        }
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.exfat, but for a mark that alone is left. */
    private static final class Check implements Checkup {

        @Override
        public List<Command> repair() {
            return List.of(check("-y").accepting(1, "errors were repaired"));
        }

        @Override
        public Way look() {
            return Way.by(check("-n").refusing(1, "it has errors"));
        }

        @Override
        public Optional<Pattern> talk() {
            return Optional.of(TALK);
        }

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            return ExfatVolume.read(slice).map(volume -> !volume.isDirty()).orElse(true);
        }

        /** The sum of the boot region leaves the flags out. */
        @Override
        public void unmark(BlockDevice slice) throws IOException {
            Optional<ExfatVolume> volume = ExfatVolume.read(slice);
            if (volume.isPresent()) {
                slice.write(ExfatVolume.FLAGS, ByteBuffer.wrap(new byte[] {(byte) (volume.get().flags()
                        & ~ExfatVolume.DIRTY)}));
            }
        }
    }
}
