package org.platter.filesystem.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.MinimumQuery;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * NTFS, by ntfs-3g's programs. Only chkdsk of Windows repairs it: a check here looks and changes nothing
 * (ntfsfix would throw the journal away and make a sound volume dirty).
 *
 * <p>ntfsresize leaves the volume marked for a check by Windows, on purpose. That mark alone, with an empty
 * journal, is no problem for what is done next; with a journal that Windows has not closed it is one.
 */
public final class Ntfs extends PlainFileSystem {

    private static final Pattern MINIMUM = Pattern.compile("You might resize at (\\d{1,18}) bytes");
    /**
     * Room beyond what ntfsresize calls possible: it takes a volume without a free cluster for a failed
     * check.
     */
    private static final long SLACK = ByteSize.MIB;
    /** A bitmap longer than this, of 2 TiB in clusters of 4 KiB, is not counted through when probing. */
    private static final long COUNTED_CLUSTERS = 1L << 29;
    private static final int FLAG_DIRTY = 0x1;
    private static final int RESTART_IS_CLEAN = 0x2;
    private static final int NO_CLIENT = 0xffff;
    private static final int RESTART_PAGE = 4096;

    /** At most there are 2^32 − 1 clusters of 64 KiB. */
    public Ntfs() {
        super("ntfs", "NTFS", 2 * ByteSize.MIB, 256 * ByteSize.TIB - 64 * ByteSize.KIB,
                new LabelForm(128, LabelForm.Unit.UTF16), UuidForm.LONG_SERIAL);
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<NtfsVolume> found = NtfsVolume.read(slice);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        NtfsVolume volume = found.get();
        List<String> problems = problems(slice, volume);
        Optional<NtfsVolume.FileRecord> names = volume.systemFile(NtfsVolume.VOLUME);
        Optional<String> label = names
                .flatMap(record -> record.attribute(NtfsVolume.VOLUME_NAME, ""))
                .flatMap(NtfsVolume.Attribute::value)
                .flatMap(value -> value.label(0, value.length(), StandardCharsets.UTF_16LE));
        OptionalLong used = OptionalLong.empty();
        Optional<NtfsLiveBlocks> live = NtfsLiveBlocks.of(slice, volume);
        if (live.isPresent() && volume.size() <= slice.size() && volume.clusters() <= COUNTED_CLUSTERS) {
            used = OptionalLong.of(live.get().usedClusters() * volume.clusterBytes());
        }
        return Optional.of(new Content.FileSystem(blkidName(), label, Optional.of(volume.serial()),
                OptionalLong.of(volume.size()), used, OptionalLong.empty(), problems));
    }

    private static List<String> problems(BlockDevice slice, NtfsVolume volume) throws IOException {
        List<String> problems = new ArrayList<>();
        if (volume.size() - volume.sectorBytes() > slice.size()) {
            problems.add(Problems.longerThanPartition("NTFS", volume.size(), slice.size()));
            return problems;
        }
        Optional<NtfsVolume.FileRecord> names = volume.systemFile(NtfsVolume.VOLUME);
        Optional<Structure> information = names
                .flatMap(record -> record.attribute(NtfsVolume.VOLUME_INFORMATION, ""))
                .flatMap(NtfsVolume.Attribute::value).filter(value -> value.length() >= 12);
        if (information.isEmpty()) {
            problems.add("The file table of this NTFS cannot be read; let Windows check it: “chkdsk /f”.");
            return problems;
        }
        Journal journal = journal(volume);
        if (isHibernated(volume)) {
            problems.add("Windows is hibernated in this NTFS; start it and shut it down fully (“shutdown "
                    + "/s /t 0”, with Fast Startup off).");
        } else if (journal == Journal.OPEN) {
            problems.add("Windows has not closed this NTFS; start it, let it check the disk, and shut it down"
                    + " fully (“shutdown /s /t 0”).");
        } else if ((information.get().u16(10) & FLAG_DIRTY) != 0 && journal == Journal.CLOSED) {
            problems.add("Windows wants to check this NTFS; start it, run “chkdsk /f”, and shut it down.");
        }
        return problems;
    }

    private enum Journal { EMPTY, CLOSED, OPEN }

    /** Tells the state of $LogFile by the newer of its two restart pages (ntfs-3g, libntfs-3g/logfile.c). */
    private static Journal journal(NtfsVolume volume) throws IOException {
        Optional<NtfsVolume.FileRecord> file = volume.systemFile(NtfsVolume.LOG_FILE);
        Optional<Structure> start = file.isPresent()
                ? volume.start(file.get(), NtfsVolume.DATA, "", 2 * RESTART_PAGE) : Optional.empty();
        Journal state = Journal.EMPTY;
        long newest = Long.MIN_VALUE;
        Structure bytes = start.orElseGet(() -> Structure.of(new byte[0]));
        for (int page = 0; page + RESTART_PAGE <= bytes.length(); page += RESTART_PAGE) {
            int area = page + bytes.u16(page + 0x18);
            if (bytes.has(page, "RSTR") && area + 16 <= page + RESTART_PAGE && bytes.i64(area) >= newest) {
                newest = bytes.i64(area);
                boolean closed = bytes.u16(area + 12) == NO_CLIENT
                        || (bytes.u16(area + 14) & RESTART_IS_CLEAN) != 0;
                state = closed ? Journal.CLOSED : Journal.OPEN;
            }
        }
        return state;
    }

    private static boolean isHibernated(NtfsVolume volume) throws IOException {
        Optional<Long> number = volume.inRoot("hiberfil.sys");
        Optional<NtfsVolume.FileRecord> file = number.isPresent() ? volume.file(number.get())
                : Optional.empty();
        Optional<Structure> start = file.isPresent()
                ? volume.start(file.get(), NtfsVolume.DATA, "", 4) : Optional.empty();
        return start.isPresent() && (start.get().has(0, "hibr") || start.get().has(0, "HIBR"));
    }

    @Override
    public String checkedLabel(String label) throws Refusal {
        if (label.startsWith("-")) {
            throw new Refusal("A label of NTFS that begins with “-” cannot be set: ntfslabel takes it for an "
                    + "option.");
        }
        return super.checkedLabel(label);
    }

    @Override
    public String typeCode(TableType table) {
        return code(table, "0x07", WINDOWS_DATA);
    }

    @Override
    public long bytesWhenNew() {
        return 2 * ByteSize.MIB;
    }

    /**
     * The geometry is what BIOSes of large disks say; the start is what the boot loader of Windows goes by.
     */
    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<Command> commands = new ArrayList<>();
        commands.add(Command.of("mkntfs", "-Q", "-F", "-s", String.valueOf(sectorSize), "-p",
                String.valueOf(startSector > 0xffff_ffffL ? 0 : startSector), "-H", "255", "-S", "63", "-L",
                label, Command.WINDOW));
        if (!uuid.isEmpty()) {
            commands.add(serial(uuid));
        }
        return Way.by(commands);
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return resize();
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return resize("-s", String.valueOf(bytes));
    }

    /** First without writing. The second “-f” answers the question whether to go on. */
    private static Way resize(String... size) {
        List<String> arguments = new ArrayList<>(List.of("-f", "-f", "-P"));
        arguments.addAll(List.of(size));
        arguments.add(Command.WINDOW);
        Command real = ntfsresize(arguments);
        arguments.add(0, "-n");
        return Way.by(ntfsresize(arguments), real);
    }

    private static Command ntfsresize(List<String> arguments) {
        return Command.of("ntfsresize", arguments.toArray(String[]::new))
                .refusing(1, "the volume is damaged, or cannot be resized so");
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    @Override
    public Way label(String label) {
        return Way.by(Command.of("ntfslabel", "-f", Command.WINDOW, label));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(serial(uuid));
    }

    private static Command serial(String uuid) {
        return Command.of("ntfslabel", "-f", "--new-serial=" + uuid, Command.WINDOW);
    }

    @Override
    public Optional<MinimumQuery> minimumQuery() {
        return Optional.of(new MinimumQuery(List.of(ntfsresize(List.of("-i", "-f", "-P", Command.WINDOW))
                .accepting(1, "the volume is full or damaged")), Ntfs::minimum));
    }

    private static OptionalLong minimum(String output) {
        Matcher minimum = MINIMUM.matcher(output);
        return minimum.find()
                ? OptionalLong.of(Long.parseLong(minimum.group(1)) + SLACK) : OptionalLong.empty();
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<NtfsVolume> volume = NtfsVolume.read(slice);
        if (volume.isEmpty() || !problems(slice, volume.get()).isEmpty()) {
            return Optional.empty();
        }
        return NtfsLiveBlocks.of(slice, volume.get()).map(live -> live);
    }

    /** The copy of the boot sector at the end of the partition, which the one behind the volume is not. */
    @Override
    public RangeSet ownBehind(BlockDevice slice) throws IOException {
        Optional<NtfsVolume> volume = NtfsVolume.read(slice);
        if (volume.isEmpty()) {
            return RangeSet.EMPTY;
        }
        int sector = volume.get().sectorBytes();
        long last = slice.size() - sector;
        boolean isCopy = Structure.read(slice, last, sector).filter(copy -> copy.has(3, "NTFS    "))
                .isPresent();
        return isCopy ? RangeSet.of(ByteRange.of(last, sector)) : RangeSet.EMPTY;
    }

    /**
     * Writes the hidden sectors of a new start, and the backup boot sector to the end that the partition has
     * now, unless something else lies there.
     */
    @Override
    public void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException {
        Optional<NtfsVolume> volume = NtfsVolume.read(slice);
        if (volume.isEmpty()) {
            return;
        }
        int sector = volume.get().sectorBytes();
        ByteBuffer boot = slice.read(0, sector).order(ByteOrder.LITTLE_ENDIAN);
        if (oldStartSector != newStartSector && newStartSector <= 0xffff_ffffL) {
            boot.putInt(0x1c, (int) newStartSector);
            slice.write(0, boot.duplicate());
        }
        long backup = slice.size() - sector;
        long end = volume.get().sectors() * sector;
        boolean isRest = backup - end < volume.get().clusterBytes(); // too short for a cluster: the volume's
        if (backup >= end && (isRest || isFreeForBackup(slice, backup, boot))) {
            slice.write(backup, boot.duplicate());
        }
    }

    /** Whether nothing lies there but, perhaps, an older boot sector of the volume with the same number. */
    private static boolean isFreeForBackup(BlockDevice slice, long place, ByteBuffer boot)
            throws IOException {
        Structure old = Structure.read(slice, place, boot.capacity()).orElseThrow();
        return old.isZero(0, old.length()) || old.has(3, "NTFS    ") && old.i64(0x48) == boot.getLong(0x48);
    }

    /** The kernel's driver of today; its older one is called as blkid calls the file system. */
    @Override
    public Viewing viewing() {
        return new Viewing("ntfs3", "",
                Optional.of(Command.of("ntfs-3g", "-o", "ro,norecover,no_detach," + Viewing.HARMLESS)));
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** ntfsresize looks; Windows alone mends. */
    private static final class Check implements Checkup {

        @Override
        public Way look() {
            return Way.by(ntfsresize(List.of("-i", "-f", "-P", Command.WINDOW))
                    .refusing(1, "the volume is damaged, or has not one free cluster"));
        }

        @Override
        public Optional<String> repairer() {
            return Optional.of("let Windows check it: “chkdsk /f”");
        }
    }
}
