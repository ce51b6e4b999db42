package org.platter.filesystem.volume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.LabelForm;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.PlainFileSystem;
import org.platter.filesystem.Problems;
import org.platter.filesystem.UuidForm;
import org.platter.filesystem.Way;
import org.platter.layout.Content;
import org.platter.layout.TableType;
import org.platter.tool.Command;

/** LUKS volumes, by cryptsetup; what is in them stays closed. */
public final class Luks extends PlainFileSystem {

    private static final int SECTOR = 512;
    /** cryptsetup refuses these meanwhile, and counts on the size that it began with. */
    private static final Content.Limits BEING_ENCRYPTED = new Content.Limits(OptionalLong.empty(), Stream.of(
            Action.GROW, Action.LABEL, Action.UUID).collect(
                    Collectors.toMap(Action::name,
                            action -> "The encryption of this LUKS2 is being changed; only cryptsetup can bring that "
                                    + "to its end.")),
            OptionalLong.empty());

    private final int version;

    public Luks(int version) {
        super("crypto_LUKS", "luks" + version, "LUKS" + version, (version == 1 ? 3 : 17) * ByteSize.MIB,
                1L << 60, LabelForm.bytes(version == 1 ? 0 : 47), UuidForm.FULL);
        this.version = version;
    }

    @Override
    public Optional<Content.FileSystem> probe(BlockDevice slice) throws IOException {
        return LuksHeader.read(slice).filter(header -> header.version() == version)
                .map(header -> content(header, slice.size()));
    }

    private Content.FileSystem content(LuksHeader header, long partitionSize) {
        long payload = header.payload().orElse(0);
        long length = header.length().orElse(Math.max(0, partitionSize - payload));
        long size = length > Long.MAX_VALUE - payload ? Long.MAX_VALUE : payload + length;
        List<String> problems = new ArrayList<>();
        if (!header.isWhole()) {
            problems.add("The header of this " + displayName() + " is damaged; mend it with “cryptsetup "
                    + "repair”.");
        } else if (size > partitionSize) {
            problems.add(Problems.longerThanPartition(displayName(), size, partitionSize));
        }
        return new Content.FileSystem(blkidName(), id(), header.label(), header.uuid(),
                OptionalLong.of(size), OptionalLong.empty(), OptionalLong.empty(), problems)
                .withLimits(header.isBeingEncrypted() ? BEING_ENCRYPTED : Content.Limits.NONE);
    }

    @Override
    public String typeCode(TableType table) {
        return code(table, "0x83", "ca7d7ccb-63ed-4c53-861c-1742536059cc");
    }

    @Override
    public long bytesWhenNew() {
        return (version == 1 ? 2 : 16) * ByteSize.MIB;
    }

    /** The partition is all that grows: the open volume is as long as its partition allows. */
    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return Way.own(slice -> {});
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return Way.never("How much of a " + displayName() + " is in use shows only where it is open; copy "
                + "what is in it into a smaller one.");
    }

    @Override
    public Checkup checkup() {
        return () -> Way.never("A " + displayName() + " is checked whenever it is read; check what is in it "
                + "where it is open.");
    }

    @Override
    public Way create(String label, String uuid, long startSector, int sectorSize) {
        List<String> arguments = new ArrayList<>(List.of("luksFormat", "--batch-mode", "--type", id(),
                "--key-file", "-"));
        if (version == 2 && sectorSize > SECTOR) { // LUKS1 knows sectors of 512 bytes only
            arguments.addAll(List.of("--sector-size", String.valueOf(sectorSize)));
        }
        if (!label.isEmpty()) {
            arguments.addAll(List.of("--label", label));
        }
        if (!uuid.isEmpty()) {
            arguments.addAll(List.of("--uuid", uuid));
        }
        arguments.add(Command.WINDOW);
        return Way.by(Command.of("cryptsetup", arguments.toArray(String[]::new))
                .refusing(3, "there is not enough memory for its key derivation"));
    }

    /** As long as its header says; where that says no length, as its partition. */
    @Override
    public Optional<String> whyNotFilled(Content.FileSystem now) {
        return Optional.of(", as its header says.");
    }

    @Override
    public boolean needsPassphrase() {
        return true;
    }

    /** The header and its keys; what follows is noise until something is written to the open volume. */
    @Override
    public Optional<LiveBlocks> emptyBlocks(BlockDevice slice) throws IOException {
        return LuksHeader.read(slice).filter(LuksHeader::isWhole).map(LuksHeader::payload)
                .filter(payload -> payload.orElse(0) > 0 && payload.getAsLong() <= slice.size())
                .map(payload -> window -> RangeSet.of(ByteRange.of(0, payload.getAsLong())).within(window));
    }

    @Override
    public Way label(String label) {
        return version == 1 ? Way.never("LUKS1 has no label; “cryptsetup convert” makes it a LUKS2.")
                : Way.by(Command.of("cryptsetup", "config", "--label", label, Command.WINDOW));
    }

    @Override
    public Way uuid(String uuid) {
        return Way.by(Command.of("cryptsetup", "luksUUID", "--batch-mode", "--uuid", uuid, Command.WINDOW));
    }
}
