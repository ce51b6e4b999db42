package org.platter.operation;

import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Makes a partition in free space, with a file system or without.
 *
 * @param id the identity that it will have
 * @param start in bytes of the disk; without it, in the largest free space
 * @param size in bytes; without it, all that is free there
 * @param role without it, logical in the extended partition and primary elsewhere
 * @param fs what scripts call its file system; with {@code none} what lies there is erased as far as it could
 *     be taken for one, and without it the bytes stay as they are
 * @param label of the file system
 * @param name of a GPT partition
 * @param type a word or a code of its type; without it, the usual one of the file system
 * @param passphraseFile where the passphrase is that closes its file system, where that is a LUKS volume
 */
public record Create(PartitionId id, Optional<Amount> start, Optional<Amount> size, Optional<Role> role,
        Optional<String> fs, Optional<String> label, Optional<String> name, Optional<String> type,
        Alignment alignment, Optional<String> passphraseFile) implements Operation {

    /** What Windows and libparted call “extended, LBA”; every system takes it for an extended partition. */
    private static final String EXTENDED = "0x0f";

    public Create {
        passphraseFile = passphraseFile.filter(path -> !path.isEmpty());
    }

    public Create(PartitionId id, Optional<Amount> start, Optional<Amount> size, Optional<Role> role,
            Optional<String> fs, Optional<String> label, Optional<String> name, Optional<String> type,
            Alignment alignment) {
        this(id, start, size, role, fs, label, name, type, alignment, Optional.empty());
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        boolean isFrame = role.filter(Role.EXTENDED::equals).isPresent();
        Optional<String> word = fs.filter(text -> !text.equalsIgnoreCase(Contents.NONE));
        if (isFrame && (fs.isPresent() || label.isPresent())) {
            throw new Refusal("An extended partition only holds other partitions; leave out fs= and label=.");
        }
        Optional<FileSystemType> least = word.isPresent() ? Contents.type(word.get(), 0) : Optional.empty();
        Optional<FileSystemType> most = word.isPresent() ? Contents.type(word.get(), Long.MAX_VALUE)
                : Optional.empty();
        NewPlace place = NewPlace.find(before, new NewPlace.Wish(start, size, role,
                least.map(FileSystemType::minimumBytes).orElse(0L),
                most.map(FileSystemType::maximumBytes).orElse(Long.MAX_VALUE), false, alignment));
        long length = place.range().length();
        Optional<FileSystemType> made = word.isPresent() ? Contents.type(word.get(), length)
                : Optional.empty();
        Content content = isFrame ? new Content.Extended()
                : fs.isEmpty() && label.isEmpty() ? new Content.Unread()
                : Contents.planned(made, label, length, before);
        Contents.checkPassphrase(made, passphraseFile);
        return place.add(before, id, typeCode(before, made, isFrame),
                SetName.checked(before, name.orElse("")), content, alignment);
    }

    private String typeCode(Layout before, Optional<FileSystemType> made, boolean isFrame) throws Refusal {
        TableType table = before.table().type();
        if (type.isEmpty()) {
            return isFrame ? EXTENDED : Contents.typeCode(table, made);
        }
        String code = SetType.code(table, type.get());
        if (table == TableType.DOS && PartitionTypes.isExtended(code) != isFrame) {
            throw new Refusal("The type " + code + (isFrame
                    ? " is not that of an extended partition; leave out type=."
                    : " is that of an extended partition; write role=extended for one."));
        }
        return code;
    }

    @Override
    public String describe(Layout before) {
        Partition made = Subjects.after(this, before).partition(id).orElseThrow();
        return "Create " + (made.role() == Role.LOGICAL ? "logical " : "") + Subjects.name(made)
                + Contents.words(made.content()).map(words -> ", " + words).orElse("") + ", "
                + ByteSize.format(made.range().length());
    }

    @Override
    public String line(Layout before) {
        int sector = before.sectorSize();
        return "create" + start.map(amount -> " start=" + amount.text(sector)).orElse("")
                + size.map(amount -> " size=" + amount.text(sector)).orElse("")
                + role.map(part -> " role=" + part.id()).orElse("")
                + fs.map(word -> " fs=" + Wording.value(word)).orElse("")
                + label.map(text -> " label=" + Wording.value(text)).orElse("")
                + name.map(text -> " name=" + Wording.value(text)).orElse("")
                + type.map(text -> " type=" + Wording.value(text)).orElse("")
                + passphraseFile.map(path -> " passphrase-file=" + Wording.value(path)).orElse("")
                + " align=" + alignment.id();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
