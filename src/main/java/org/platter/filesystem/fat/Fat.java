package org.platter.filesystem.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.filesystem.bytes.Pages;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/**
 * FAT12, FAT16 and FAT32: made and checked by dosfstools, resized by {@link FatResize}. A dirty one is no
 * problem: before anything else happens to it its mark is removed, and the user is told; until then all its
 * blocks count as live. Long, since what three kinds of FAT share stands once.
 *
 * <p>Why not fatresize: it refuses FAT32 below 512 MiB (the usual EFI system partition), every change of the
 * FAT's length beyond 65,524 clusters, and above 10 GB any shrink by less than a gigabyte; it rounds sizes to
 * three digits.
 */
public final class Fat extends PlainFileSystem {

    private static final int LABEL_LENGTH = 11;
    private static final String FORBIDDEN = "*?.,;:/\\|+=<>[]\"";
    private static final Charset CODE_PAGE = Charset.isSupported("IBM850") ? Charset.forName("IBM850")
            : StandardCharsets.ISO_8859_1;
    private static final String NO_NAME = "NO NAME";
    /**
     * A FAT longer than this is not counted through when probing; the info sector's number is taken instead.
     */
    private static final long COUNTED_TABLE = 16 * ByteSize.MIB;
    /** From here on mkfs.fat makes a FAT16 with clusters of its own choice; below, they would be too few. */
    private static final long LARGER_CLUSTERS = 16 * ByteSize.MIB;
    private static final long MAX_CLUSTER = 64 * ByteSize.KIB;
    private static final int DIRECTORY_ENTRY = 32;
    private static final Pattern CUSTOMARY = Pattern.compile("There are differences between boot sector and "
            + "its backup\\.|This is mostly harmless\\. Differences: .*|(,? *\\d+:[0-9a-f]{2}/[0-9a-f]{2},?)+"
            + "|Not automatically fixing this\\.|There is no label in boot sector, but there is volume label "
            + "'.*' stored in root directory|Auto-copying volume label from root directory to boot sector\\."
            + "|Volume label '.*' stored in root directory and label '.*' stored in boot sector and "
            + "different\\.|Label in boot sector is '.*', but there is no volume label in root directory\\."
            + "|Auto-removing label from boot sector\\.|No FSINFO sector|Not automatically creating it\\."
            + "|There is no label in boot sector.*|There is no backup boot sector\\.|Auto-creating backup "
            + "boot block\\.|Created backup of boot sector in sector \\d+|No space in reserved sectors for "
            + "backup boot block!|Warning: Filesystem is FAT32 according to fat_length and fat32_length "
            + "fields,|but has only \\d+ clusters, less than the required minimum of 65525\\."
            + "|This may lead to problems on some systems\\.");
    private static final Pattern HARMLESS = Pattern
            .compile("Dirty bit is set\\. Fs was not properly unmounted"
                    + " and some data may be corrupt\\.|Automatically removing dirty bit\\.|Free cluster summary "
                    + "(wrong|uninitialized) \\(.*\\)|Auto-correcting( it)?\\.|FSINFO sector has bad magic "
                    + "number\\(s\\):|Offset \\d+: 0x[0-9a-f]+ != expected 0x[0-9a-f]+");
    private static final Pattern TALK = Pattern.compile("^fsck\\.fat \\d|^$|^Leaving filesystem unchanged"
            + "|^Performing changes|^\\*\\*\\* Filesystem was changed|^Writing changes"
            + "|^\\d+ files, \\d+/\\d+ clusters$|^Perform changes");
    private static final int ROOT_CLUSTERS_SEARCHED = 100;
    /** So many entries of a folder take fsck.fat some ten seconds. */
    private static final int MANY_ENTRIES = 10_000;

    private final int width;

    /**
     * At most there are as many clusters of 64 KiB as the width can number.
     *
     * @param width 12, 16 or 32
     */
    public Fat(int width) {
        super("vfat", "fat" + width, "FAT" + width, minimum(width, 512), maximum(width),
                new LabelForm(LABEL_LENGTH, LabelForm.Unit.ASCII), UuidForm.SERIAL);
        this.width = width;
    }

    private static long maximum(int width) {
        return switch (width) {
            case 12 -> FatBootSector.MAXIMUM_12 * MAX_CLUSTER;
            case 16 -> FatBootSector.MAXIMUM_16 * MAX_CLUSTER;
            default -> 2 * ByteSize.TIB - ByteSize.MIB;
        };
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        Optional<FatBootSector> found = FatBootSector.read(slice).filter(sector -> sector.width() == width);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        FatBootSector boot = found.get();
        List<String> problems = boot.problems(slice.size());
        OptionalLong clusters = problems.isEmpty() ? usedClusters(slice, boot) : OptionalLong.empty();
        long before = boot.dataStart() * boot.sectorBytes();
        OptionalLong used = clusters.isPresent()
                ? OptionalLong.of(before + clusters.getAsLong() * boot.clusterBytes())
                : OptionalLong.empty();
        OptionalLong minimum = clusters.isPresent()
                ? OptionalLong.of(before + boot.clusterBytes()
                        * Math.max(clusters.getAsLong(), FatResize.fewestClusters(boot)))
                : OptionalLong.empty();
        return Optional.of(new Content.FileSystem(blkidName(), id(),
                problems.isEmpty() ? rootLabel(slice, boot) : Optional.empty(), boot.serial(),
                OptionalLong.of(boot.size()), used, minimum, problems)
                .withNotes(boot.notes(checkup().wasUnmounted(slice)))
                .withLimits(new Content.Limits(OptionalLong.of(Math.min(maximumBytes(),
                        FatResize.mostBytes(boot))), Map.of(), OptionalLong.empty())));
    }

    /** Returns whether a FAT begins where the boot sector says, with the byte that tells the medium. */
    public static boolean hasTable(BlockDevice slice) throws IOException {
        Optional<FatBootSector> boot = FatBootSector.read(slice);
        Optional<Structure> table = boot.isEmpty() ? Optional.empty()
                : Structure.read(slice, boot.get().tables().start(), 2);
        return table.filter(entry -> entry.u8(0) == boot.get().media() && entry.u8(1) == 0xff).isPresent();
    }

    private static OptionalLong usedClusters(BlockDevice slice, FatBootSector boot) throws IOException {
        boolean isLong = boot.fatSectors() * boot.sectorBytes() > COUNTED_TABLE;
        Optional<Structure> info = boot.infoSector().isPresent() && isLong
                ? Structure.read(slice, (long) boot.infoSector().get() * boot.sectorBytes(), 512)
                : Optional.empty();
        if (info.isPresent() && info.get().u32(0x1e4) == 0x61417272L
                && info.get().u32(0x1e8) <= boot.clusters()) {
            return OptionalLong.of(boot.clusters() - info.get().u32(0x1e8));
        }
        return OptionalLong.of(new FatLiveBlocks(slice, boot).usedClusters());
    }

    /**
     * Returns the label as blkid tells it: the entry in the root directory, not the copy in the boot sector.
     */
    private static Optional<String> rootLabel(BlockDevice slice, FatBootSector boot) throws IOException {
        if (!boot.isFat32()) {
            long start = boot.reserved() + boot.fats() * boot.fatSectors();
            return label(slice, start * boot.sectorBytes(), boot.rootEntries() * DIRECTORY_ENTRY)
                    .orElse(Optional.empty());
        }
        FatTable table = new FatTable(new Pages(slice, boot.tables()), 32,
                boot.tables().start() + boot.activeFat() * boot.fatSectors() * boot.sectorBytes());
        long cluster = boot.rootCluster();
        for (int i = 0; i < ROOT_CLUSTERS_SEARCHED && cluster >= 2 && cluster < boot.clusters() + 2; i++) {
            long sector = boot.dataStart() + (cluster - 2) * boot.clusterSectors();
            Optional<Optional<String>> found = label(slice, sector * boot.sectorBytes(), boot.clusterBytes());
            if (found.isPresent()) {
                return found.get();
            }
            cluster = table.get(cluster);
        }
        return Optional.empty();
    }

    /**
     * Returns the label in a piece of a directory, which may be none; nothing where the search has to go on.
     */
    private static Optional<Optional<String>> label(BlockDevice slice, long start, int length)
            throws IOException {
        Structure entries = Structure.of(slice.read(start, length).array());
        for (int at = 0; at < length; at += DIRECTORY_ENTRY) {
            int first = entries.u8(at);
            int attributes = entries.u8(at + 0xb);
            if (first == 0) {
                return Optional.of(Optional.empty());
            }
            if (first != 0xe5 && (attributes & 0x18) == 0x8 && (attributes & 0xf) != 0xf) {
                byte[] name = entries.bytes(at, LABEL_LENGTH);
                name[0] = first == 0x05 ? (byte) 0xe5 : name[0];
                return Optional.of(Structure.of(name).label(0, LABEL_LENGTH, charset(name)));
            }
        }
        return Optional.empty();
    }

    /**
     * Some programs leave UTF-8, which other bytes hardly ever make by chance; else it is in the code page of
     * the machine that wrote it, which nothing tells: fatlabel's is taken.
     */
    private static Charset charset(byte[] name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return CODE_PAGE;
        }
    }

    /** mkfs.fat rounds the sectors down to a multiple of 32 on top of what the tables and clusters take. */
    @Override
    public long minimumBytes(int sectorSize) {
        return minimum(width, sectorSize);
    }

    private static long minimum(int width, int sectorSize) {
        return switch (width) {
            case 12 -> 128L * sectorSize;
            case 16 -> (FatBootSector.MAXIMUM_12 + 76L) * sectorSize;
            default -> (FatBootSector.MAXIMUM_16 + 1068L) * sectorSize;
        };
    }

    /** What it tells of itself counts alone; a planned one has clusters as {@link #create} makes them. */
    @Override
    public long minimumBytes(Content.FileSystem now) {
        return now.minimum().isPresent() ? 0
                : width == 16 && now.size().orElse(0) >= LARGER_CLUSTERS ? LARGER_CLUSTERS : minimumBytes();
    }

    /** mkfs.fat makes FAT12 and FAT16 with the smallest clusters that are few enough, of at least 2 KiB. */
    @Override
    public long maximumBytes(Content.FileSystem now) {
        long size = now.size().orElse(0);
        if (width == 32 || now.limits().maximum().isPresent() || size > maximumBytes()) {
            return now.limits().maximum().orElse(maximumBytes());
        }
        long most = maximumBytes() / MAX_CLUSTER * (width == 16 && size < LARGER_CLUSTERS ? 512 : 2048);
        while (most < size) {
            most *= 2;
        }
        return most;
    }

    @Override
    public String checkedLabel(String label) throws Refusal {
        if (label.length() > LABEL_LENGTH) {
            throw new Refusal("“" + label + "” is longer than the " + LABEL_LENGTH
                    + " characters of a FAT label.");
        }
        if (label.chars().anyMatch(c -> c < ' ' || c > '~' || FORBIDDEN.indexOf(c) >= 0)) {
            throw new Refusal("A FAT label has ASCII letters, digits and signs only, and none of "
                    + FORBIDDEN + ".");
        }
        if (!label.equals(label.strip())) {
            throw new Refusal("A FAT label cannot begin or end with a space.");
        }
        String upper = label.toUpperCase(Locale.ROOT);
        if (upper.equals(NO_NAME)) {
            throw new Refusal("“NO NAME” is what FAT has where there is no label.");
        }
        return upper;
    }

    /**
     * The LBA types on DOS; “basic data” on GPT, not the EFI system partition, which is for the user to say.
     */
    @Override
    public String typeCode(TableType table) {
        return code(table, width == 12 ? "0x01" : width == 16 ? "0x0e" : "0x0c", WINDOWS_DATA);
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        return create(label, uuid, startSector, sectorSize, Long.MAX_VALUE);
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize, long bytes) {
        String hidden = String.valueOf(startSector > 0xffff_ffffL ? 0 : startSector);
        List<String> arguments = new ArrayList<>(List.of("-F", String.valueOf(width), "-I", "-S",
                String.valueOf(sectorSize), "-h", hidden));
        if (width == 16 && bytes < LARGER_CLUSTERS * Math.max(1, sectorSize / 1024)) {
            arguments.addAll(List.of("-s", "1"));
        }
        if (!label.isEmpty()) {
            arguments.addAll(List.of("-n", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("-i", uuid.replace("-", "")));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("mkfs.fat", arguments.toArray(String[]::new)));
    }

    @Override
    public Optional<String> whyNotFilled(Content.FileSystem now) {
        long maximum = maximumBytes(now);
        return now.size().orElse(0) + rounding() < maximum ? Optional.empty() : Optional.of("; with its "
                + "clusters this " + displayName() + " can have at most " + ByteSize.format(maximum) + ".");
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return resize(bytes);
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return resize(bytes);
    }

    private static Way resize(long bytes) {
        return new Way.ByPlatter(slice -> new FatResize(slice).resize(bytes), Optional.of("fsck.fat"));
    }

    /** Returns whether the second entry of the table in force does not say that Windows has it mounted. */
    private boolean isShutDown(BlockDevice slice, FatBootSector boot) throws IOException {
        return width == 12 || boot.fatSectors() * boot.sectorBytes() < 8
                || boot.tables().end() > slice.size()
                || (shutDown(slice, boot, boot.activeFat()) & shutDown()) != 0;
    }

    private int shutDown(BlockDevice slice, FatBootSector boot, int table) throws IOException {
        return slice.read(shutDownPlace(boot, table), 1).get(0);
    }

    /** The byte of a table's second entry with the bit of a clean shutdown (FAT 1.03, "FAT[1]"). */
    private long shutDownPlace(FatBootSector boot, int table) {
        return boot.tables().start() + table * boot.fatSectors() * boot.sectorBytes() + (width == 32 ? 7 : 3);
    }

    private int shutDown() {
        return width == 32 ? 0x08 : 0x80;
    }

    private static long rootEntriesInUse(BlockDevice slice, FatBootSector boot) throws IOException {
        long start = (boot.reserved() + boot.fats() * boot.fatSectors()) * boot.sectorBytes();
        ByteBuffer bytes = slice.read(start, boot.rootEntries() * DIRECTORY_ENTRY);
        return IntStream.range(0, boot.rootEntries()).map(i -> bytes.get(i * DIRECTORY_ENTRY) & 0xff)
                .takeWhile(first -> first != 0).filter(first -> first != 0xe5).count();
    }

    @Override
    public long rounding() {
        return ByteSize.MIB;
    }

    @Override
    public Way label(String label) {
        return Way.by(label.isEmpty() ? Command.of("fatlabel", "-r", Command.WINDOW)
                : Command.of("fatlabel", "--", Command.WINDOW, label));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("fatlabel", "-i", Command.WINDOW, uuid.replace("-", "")));
    }

    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        Optional<FatBootSector> boot = FatBootSector.read(slice)
                .filter(sector -> sector.problems(slice.size()).isEmpty() && !sector.isDirty());
        return boot.isPresent() ? Optional.of(new FatLiveBlocks(slice, boot.get())) : Optional.empty();
    }

    @Override
    public void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException {
        Optional<FatBootSector> boot = FatBootSector.read(slice);
        if (boot.isEmpty() || boot.get().hidden() != oldStartSector || newStartSector > 0xffff_ffffL) {
            return;
        }
        writeHidden(slice, 0, newStartSector);
        if (boot.get().backupSector().isPresent()) {
            long backup = (long) boot.get().backupSector().get() * boot.get().sectorBytes();
            Optional<Structure> copy = Structure.read(slice, backup, FatBootSector.LENGTH);
            Optional<FatBootSector> old = copy.flatMap(FatBootSector::of)
                    .filter(sector -> sector.hidden() == oldStartSector);
            if (old.isPresent()) {
                writeHidden(slice, backup, newStartSector);
            }
        }
    }

    private static void writeHidden(BlockDevice slice, long bootSector, long sectors) throws IOException {
        slice.write(bootSector + 0x1c, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, (int) sectors));
    }

    @Override
    public Checkup checkup() {
        return new Check();
    }

    /** By fsck.fat, but for what it does not mend alone. */
    private final class Check implements Checkup {

        @Override
        public List<Command> repair() {
            return List.of(Command.of("fsck.fat", "-a", "-w", Command.WINDOW).accepting(0, "clean")
                    .accepting(1, "errors were repaired").refusing(2, "it could not work"));
        }

        @Override
        public Way look() {
            return Way.by(Command.of("fsck.fat", "-n", Command.WINDOW).accepting(0, "clean")
                    .refusing(1, "it has errors, or fsck.fat found itself in an impossible state")
                    .refusing(2, "it could not work"));
        }

        /** Windows XP leaves a label in the boot sector, and in its copy none, which fsck.fat would change. */
        @Override
        public boolean isCustomary(String line) {
            return CUSTOMARY.matcher(line).matches();
        }

        @Override
        public boolean isHarmless(String line) {
            return isCustomary(line) || HARMLESS.matcher(line).matches();
        }

        @Override
        public Optional<Pattern> talk() {
            return Optional.of(TALK);
        }

        @Override
        public boolean wasUnmounted(BlockDevice slice) throws IOException {
            Optional<FatBootSector> boot = FatBootSector.read(slice);
            return boot.isEmpty() || !boot.get().isMounted() && isShutDown(slice, boot.get());
        }

        @Override
        public void unmark(BlockDevice slice) throws IOException {
            Optional<FatBootSector> boot = FatBootSector.read(slice);
            if (boot.isPresent()) {
                int at = boot.get().stateOffset();
                int state = slice.read(at, 1).get(0) & ~FatBootSector.MOUNTED;
                slice.write(at, ByteBuffer.wrap(new byte[] {(byte) state}));
                boolean isShutDown = isShutDown(slice, boot.get());
                for (int i = 0; i < boot.get().fats() && !isShutDown; i++) {
                    int end = shutDown(slice, boot.get(), i) | shutDown();
                    slice.write(shutDownPlace(boot.get(), i), ByteBuffer.wrap(new byte[] {(byte) end}));
                }
            }
        }

        /** fsck.fat compares the name of each entry of a directory with that of each other one. */
        @Override
        public Optional<String> delay(BlockDevice slice) throws IOException {
            Optional<FatBootSector> boot = FatBootSector.read(slice)
                    .filter(sector -> !sector.isFat32() && sector.problems(slice.size()).isEmpty());
            long entries = boot.isPresent() ? rootEntriesInUse(slice, boot.get()) : 0;
            return entries < MANY_ENTRIES ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT, "The root "
                            + "folder of this %s has %,d entries, and fsck.fat compares each with each other: that may "
                            + "take minutes.", displayName(), entries));
        }

        /** fsck.fat reads the first table and takes the others for copies, also where another is in force. */
        @Override
        public Optional<String> level(BlockDevice slice) throws IOException {
            Optional<FatBootSector> found = FatBootSector.read(slice)
                    .filter(sector -> sector.problems(slice.size()).isEmpty() && !sector.isMirrored());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            FatBootSector boot = found.get();
            long length = boot.fatSectors() * boot.sectorBytes();
            long first = boot.tables().start();
            for (int fat = 0; fat < boot.fats(); fat++) {
                for (long at = 0; fat != boot.activeFat() && at < length; at += ByteSize.MIB) {
                    ByteBuffer bytes = slice.read(first + boot.activeFat() * length + at,
                            (int) Math.min(ByteSize.MIB, length - at));
                    slice.write(first + fat * length + at, bytes);
                }
            }
            slice.write(FatBootSector.FLAGS, ByteBuffer.wrap(new byte[2]));
            if (boot.backupSector().isPresent()) {
                slice.write((long) boot.backupSector().get() * boot.sectorBytes() + FatBootSector.FLAGS,
                        ByteBuffer.wrap(new byte[2]));
            }
            return Optional.of("the file allocation table in force, number " + (boot.activeFat() + 1)
                    + ", was copied over the other, and both are kept the same from now on");
        }
    }
}
