package org.platter.operation;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;

/** What the words of a script say about the inside of a partition. */
final class Contents {

    static final String NONE = "none";

    /** Types that say of a partition what a plain file system in it would contradict: LVM, RAID. */
    private static final Set<String> VOLUMES = Set.of("0x8e", "0xfd", "e6d6d379-f507-44c2-a23c-238f2a3df928",
            "a19d880f-05fc-4d3b-a006-743f0f84911e");
    private static final Set<String> EFI = Set.of("0xef", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

    private Contents() {}

    /**
     * Returns the type that a word such as {@code ext4} means in a partition of {@code size} bytes.
     *
     * @throws Refusal if it is none that can be made
     */
    static Optional<FileSystemType> type(String word, long size) throws Refusal {
        Optional<FileSystemType> type = FileSystems.byId(word, size);
        if (type.isEmpty()) {
            throw new Refusal(Wording.quoted(word) + " is no file system that Platter can make; it can make "
                    + FileSystems.all().stream().map(FileSystemType::id).collect(Collectors.joining(", "))
                    + " or none.");
        }
        return type;
    }

    /** Returns the content of a partition of {@code size} bytes after it has been formatted. */
    static Content planned(Optional<FileSystemType> wanted, Optional<String> label, long size, Layout layout)
            throws Refusal {
        Optional<String> text = label.filter(word -> !word.isEmpty());
        if (wanted.isEmpty()) {
            if (text.isPresent()) {
                throw new Refusal("A label needs a file system to keep it; say which, with fs=.");
            }
            return new Content.Unknown();
        }
        FileSystemType type = wanted.get();
        long least = type.minimumBytes(layout.sectorSize());
        if (size < least) {
            throw new Refusal(type.displayName() + " needs at least " + ByteSize.format(least)
                    + "; the partition has " + Wording.size(layout, size) + ".");
        }
        if (size > type.maximumBytes()) {
            throw new Refusal(type.displayName() + " can have at most " + ByteSize.format(type.maximumBytes())
                    + "; the partition has " + Wording.size(layout, size) + ".");
        }
        if (layout.sectorSize() > type.maximumSector()) {
            throw new Refusal(
                    type.displayName() + " made by Platter can be mounted on disks with sectors of at "
                            + "most " + type.maximumSector() + " bytes; this one has sectors of "
                            + layout.sectorSize()
                            + ".");
        }
        Optional<String> kept = text.isPresent()
                ? Optional.of(type.checkedLabel(text.get())) : Optional.empty();
        return type.planned(kept, Optional.empty(), size);
    }

    /** @throws Refusal if it needs a passphrase and none is given, or the other way round */
    static void checkPassphrase(Optional<FileSystemType> wanted, Optional<String> file) throws Refusal {
        boolean isNeeded = wanted.filter(FileSystemType::needsPassphrase).isPresent();
        if (isNeeded && file.isEmpty()) {
            throw new Refusal("A " + wanted.get().displayName() + " is closed by a passphrase; put that into "
                    + "a file, and add passphrase-file=FILE.");
        }
        if (!isNeeded && file.isPresent()) {
            throw new Refusal("Only a LUKS volume is closed by a passphrase; leave out passphrase-file=.");
        }
    }

    /** Returns the type code of a new partition. */
    static String typeCode(TableType table, Optional<FileSystemType> type) {
        return type.map(known -> known.typeCode(table))
                .orElse(table == TableType.GPT ? "0fc63daf-8483-4772-8e79-3d69d8477de4" : "0x83");
    }

    /**
     * Returns the type code after a format: that of the file system where the old one was that of another, or
     * of a volume; one that says what the partition is for (EFI system, Linux root ...) stays.
     */
    static String typeCode(Layout layout, Partition partition, Optional<FileSystemType> type) {
        TableType table = layout.table().type();
        String now = partition.typeCode();
        if (type.isEmpty() || table == TableType.NONE) {
            return now;
        }
        boolean isFat = type.get().blkidName().equals(Kind.FAT.blkidName());
        boolean isForeign = VOLUMES.contains(now) || EFI.contains(now) && !isFat
                || FileSystems.all().stream().anyMatch(other -> other.typeCode(table).equals(now));
        return isForeign ? type.get().typeCode(table) : now;
    }

    /**
     * Returns the type of the file system in a partition.
     *
     * @param verb what is to be done, for the sentence that refuses
     * @throws Refusal if there is none that Platter can work on
     */
    static FileSystemType require(Partition partition, String verb) throws Refusal {
        Optional<FileSystemType> type = FileSystems.of(partition.content());
        if (partition.content() instanceof Content.Unreadable unreadable) {
            throw new Refusal(unreadable.reason());
        }
        if (partition.content() instanceof Content.Ambiguous several) {
            throw new Refusal(several.sentence(partition.number()));
        }
        if (type.isEmpty()) {
            throw new Refusal("Platter cannot " + verb + " " + Subjects.name(partition) + ": "
                    + held(partition.content()).map(name -> "it holds " + name + ".")
                            .orElse("there is no file system in it that it knows."));
        }
        return type.get();
    }

    /**
     * Returns the type of the file system in a partition, on which an action can be had on some machine.
     *
     * @throws Refusal if there is none that Platter can work on, or no machine can do that to it
     */
    static FileSystemType require(Partition partition, Action action) throws Refusal {
        FileSystemType type = require(partition, action.verb());
        requireEver(type, action, partition);
        return type;
    }

    /**
     * Returns a file system that can be changed.
     *
     * @throws Refusal if something is wrong with it
     */
    static Content.FileSystem sound(Partition partition, String change) throws Refusal {
        Content.FileSystem known = partition.fileSystem().orElseThrow();
        if (!known.problems().isEmpty()) {
            throw new Refusal(Wording.capitalized(Subjects.name(partition)) + " cannot be " + change + ": "
                    + known.problems().get(0));
        }
        return known;
    }

    /** @throws Refusal if no machine can do that to a file system of this type */
    static void requireEver(FileSystemType type, Action action, Partition partition) throws Refusal {
        if (type.support(action, Tools.ALL) instanceof Support.Never never) {
            throw new Refusal(never.refusing(action, type, partition.number()));
        }
    }

    private static Optional<String> held(Content content) {
        return content instanceof Content.Opaque opaque ? opaque.detail().or(content::type) : content.type();
    }

    /** Returns what a content is called in a sentence: {@code ext4 “root”}; nothing where it is unknown. */
    static Optional<String> words(Content content) {
        if (content instanceof Content.Extended) {
            return Optional.empty();
        }
        if (content instanceof Content.Ambiguous several) {
            return Optional.of(several.names());
        }
        Optional<String> name = FileSystems.of(content).map(FileSystemType::displayName).or(content::type);
        return name.map(text -> text + content.label().map(label -> " " + Wording.quoted(label)).orElse(""));
    }
}
