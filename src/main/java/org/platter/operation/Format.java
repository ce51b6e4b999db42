package org.platter.operation;

import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/**
 * Makes a new, empty file system in a partition, or wipes what is there.
 *
 * @param fs what scripts call it; without it, or with {@code none}, what is there is wiped
 * @param passphraseFile where the passphrase is that closes it, where it is a LUKS volume
 */
public record Format(PartitionId id, Optional<String> fs, Optional<String> label,
        Optional<String> passphraseFile) implements Operation {

    public Format {
        fs = fs.filter(word -> !word.equalsIgnoreCase(Contents.NONE));
        passphraseFile = passphraseFile.filter(path -> !path.isEmpty());
    }

    public Format(PartitionId id, Optional<String> fs, Optional<String> label) {
        this(id, fs, label, Optional.empty());
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        if (partition.role() == Role.EXTENDED) {
            throw new Refusal("The extended partition " + partition.number() + " only holds other partitions;"
                    + " it cannot be formatted.");
        }
        requireAwake(partition);
        long size = partition.range().length();
        Optional<FileSystemType> type = fs.isPresent() ? Contents.type(fs.get(), size) : Optional.empty();
        Content content = Contents.planned(type, label, size, before);
        Contents.checkPassphrase(type, passphraseFile);
        return before.with(partition.withContent(content)
                .withTypeCode(Contents.typeCode(before, partition, type)));
    }

    /** What a machine left that is to go on with it is no swap space that holds nothing. */
    private static void requireAwake(Partition partition) throws Refusal {
        if (Kind.SUSPENDED_SWAP.isOf(partition.content())) {
            throw new Refusal("A machine is suspended to the swap space in partition " + partition.number()
                    + ", and what it had in memory would be lost; start it and shut it down first. If it is to "
                    + "be lost, delete partition " + partition.number()
                    + " and make a new one in its place.");
        }
    }

    @Override
    public String describe(Layout before) {
        String name = Subjects.name(Subjects.require(before, id)) + " ("
                + ByteSize.format(Subjects.require(before, id).range().length()) + ")";
        return Contents.words(Subjects.after(this, before).partition(id).orElseThrow().content())
                .map(words -> "Format " + name + " as " + words).orElse("Wipe " + name);
    }

    @Override
    public String line(Layout before) {
        return "format " + Subjects.require(before, id).number() + " fs="
                + Wording.value(fs.orElse(Contents.NONE))
                + label.map(text -> " label=" + Wording.value(text)).orElse("")
                + passphraseFile.map(path -> " passphrase-file=" + Wording.value(path)).orElse("");
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
