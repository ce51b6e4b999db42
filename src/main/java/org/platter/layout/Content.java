package org.platter.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What lies inside a partition. Types have blkid's names: {@code ext4 vfat ntfs swap xfs crypto_LUKS} ... */
public sealed interface Content {

    /** blkid's name for what is there, or nothing where it is not known. */
    default Optional<String> type() {
        return Optional.empty();
    }

    default Optional<String> label() {
        return Optional.empty();
    }

    default Optional<String> uuid() {
        return Optional.empty();
    }

    /** Bytes that it spans, where that is known. */
    default OptionalLong size() {
        return OptionalLong.empty();
    }

    /** Bytes in use, where that is known. */
    default OptionalLong used() {
        return OptionalLong.empty();
    }

    /** No signature that Platter knows: empty, or foreign. */
    record Unknown() implements Content {}

    /**
     * Bytes that are there already and were not looked at yet, such as those that a restored table brings
     * back.
     */
    record Unread() implements Content {}

    /**
     * Bytes that the device below fails to read where it would show what they are.
     *
     * @param reason a sentence that says what could not be read, and where
     */
    record Unreadable(String reason) implements Content {}

    /**
     * Structures of several kinds, each of which could be what counts: all of its bytes mean something, and
     * nothing is written into it until somebody has chosen.
     *
     * @param readings what it could be; at least two, of different types
     */
    record Ambiguous(List<Content> readings) implements Content {

        public Ambiguous {
            readings = List.copyOf(readings);
        }

        /** Returns the names of what it could be, as they stand in a sentence: {@code ext4 or vfat}. */
        public String names() {
            return String.join(" or ",
                    readings.stream().map(reading -> reading.type().orElseThrow()).toList());
        }

        /** Returns the one that somebody means by blkid's name, or by the name in scripts. */
        public Optional<Content> reading(String word) {
            return readings.stream().filter(reading -> reading.type().equals(Optional.of(word))
                    || reading instanceof FileSystem known && known.id().equals(word)).findFirst();
        }

        /** Returns a sentence that says so, and what to do. */
        public String sentence(int number) {
            return "Partition " + number + " could be " + names() + ": structures of each are there. It is "
                    + "moved and copied whole, and nothing in it is changed until you say which counts"
                    + " (--content " + number + "=" + readings.get(0).type().orElseThrow()
                    + ", or “Read as” in the window).";
        }
    }

    /** The frame around logical partitions. */
    record Extended() implements Content {}

    /**
     * A file system, or swap space.
     *
     * @param name blkid's name
     * @param id what scripts call it: the same, but {@code fat12 fat16 fat32} where blkid says {@code vfat}
     * @param size bytes that it spans, which may be less than its partition
     * @param used bytes in use, its own tables included
     * @param minimum the smallest size in bytes that it can be shrunk to, where that has been found out
     * @param problems why it must not be moved or resized as it is, a sentence each; empty when all is well
     * @param volumes how many devices or partitions it is one of that know each other; 1 where it is alone
     * @param notes what else its structures tell of its state, a sentence each: a journal to replay
     * @param limits what its structures do not allow
     */
    record FileSystem(String name, String id, Optional<String> label, Optional<String> uuid,
            OptionalLong size, OptionalLong used, OptionalLong minimum, List<String> problems, long volumes,
            List<String> notes, Limits limits) implements Content {

        public FileSystem {
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
        }

        /** Makes one that is alone. */
        public FileSystem(String name, String id, Optional<String> label, Optional<String> uuid,
                OptionalLong size, OptionalLong used, OptionalLong minimum, List<String> problems) {
            this(name, id, label, uuid, size, used, minimum, problems, 1, List.of(), Limits.NONE);
        }

        /** Makes one whose name in scripts is blkid's. */
        public FileSystem(String name, Optional<String> label, Optional<String> uuid, OptionalLong size,
                OptionalLong used, OptionalLong minimum, List<String> problems) {
            this(name, name, label, uuid, size, used, minimum, problems);
        }

        /** Returns a file system as it will be after a format: nothing known of its use. */
        public static FileSystem planned(String name, Optional<String> label, Optional<String> uuid,
                long size) {
            return planned(name, name, label, uuid, size);
        }

        /** Returns a file system as it will be after a format, where its name in scripts is not blkid's. */
        public static FileSystem planned(String name, String id, Optional<String> label,
                Optional<String> uuid, long size) {
            return new FileSystem(name, id, label, uuid, OptionalLong.of(size), OptionalLong.empty(),
                    OptionalLong.empty(), List.of());
        }

        @Override
        public Optional<String> type() {
            return Optional.of(name);
        }

        public FileSystem withSize(long bytes) {
            return new FileSystem(name, id, label, uuid, OptionalLong.of(bytes), used, minimum, problems,
                    volumes, notes, limits);
        }

        public FileSystem withLabel(Optional<String> text) {
            return new FileSystem(name, id, text, uuid, size, used, minimum, problems, volumes, notes,
                    limits);
        }

        public FileSystem withUuid(Optional<String> text) {
            return new FileSystem(name, id, label, text, size, used, minimum, problems, volumes, notes,
                    limits);
        }

        public FileSystem withVolumes(long count) {
            return new FileSystem(name, id, label, uuid, size, used, minimum, problems, count, notes, limits);
        }

        public FileSystem withNotes(List<String> sentences) {
            return new FileSystem(name, id, label, uuid, size, used, minimum, problems, volumes, sentences,
                    limits);
        }

        public FileSystem withProblems(List<String> sentences) {
            return new FileSystem(name, id, label, uuid, size, used, minimum, sentences, volumes, notes,
                    limits);
        }

        public FileSystem withMinimum(OptionalLong bytes) {
            return new FileSystem(name, id, label, uuid, size, used, bytes, problems, volumes, notes, limits);
        }

        public FileSystem withLimits(Limits found) {
            return new FileSystem(name, id, label, uuid, size, used, minimum, problems, volumes, notes,
                    found);
        }
    }

    /**
     * What the structures of one file system do not allow, though others of its type do.
     *
     * @param maximum the largest size in bytes that it can be grown to
     * @param never why something cannot be done to it, a sentence each, by the name of the action: {@code
     *     GROW}
     * @param maximumSector the largest sectors in bytes of a disk on which it can be mounted, where nothing
     *     in it counts in the sectors of the disk that it was made on
     */
    record Limits(OptionalLong maximum, Map<String, String> never, OptionalLong maximumSector) {

        public static final Limits NONE = new Limits(OptionalLong.empty(), Map.of(), OptionalLong.empty());

        public Limits {
            never = Map.copyOf(never);
        }
    }

    /**
     * Something that is no plain file system and is moved and copied whole: a LUKS volume, an LVM or RAID
     * member, a file system of which only the signature is known.
     *
     * @param name blkid's name
     * @param size bytes that it spans, where its structures tell
     * @param used bytes in use, where its structures tell
     * @param detail what else there is to say of it, in a few words: {@code LUKS2}, {@code RAID 1}
     */
    record Opaque(String name, Optional<String> label, Optional<String> uuid, OptionalLong size,
            OptionalLong used, Optional<String> detail) implements Content {

        /** Makes one of which no more is known. */
        public Opaque(String name, Optional<String> label, Optional<String> uuid) {
            this(name, label, uuid, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
        }

        @Override
        public Optional<String> type() {
            return Optional.of(name);
        }

        public Opaque withSize(long bytes) {
            return new Opaque(name, label, uuid, bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty(),
                    used, detail);
        }

        public Opaque withUsed(long bytes) {
            return new Opaque(name, label, uuid, size,
                    bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty(), detail);
        }

        public Opaque withDetail(String text) {
            return new Opaque(name, label, uuid, size, used, Optional.of(text));
        }
    }
}
