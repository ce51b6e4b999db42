package org.platter.layout;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.platter.base.ByteRange;

/**
 * One partition.
 *
 * @param id who it is, across moves and renumbering
 * @param number what the kernel calls it: its slot on GPT and for primaries, from 5 on for logicals; from 1
 * @param range where it lies, in bytes of the disk, on whole sectors
 * @param role its part in the table
 * @param typeCode the type as the table writes it: {@code 0x83} (DOS) or a GUID in lower case (GPT); empty
 *     without table
 * @param name the GPT name; nothing elsewhere
 * @param uuid the GPT unique GUID; nothing elsewhere
 * @param flags names of the flags that are set: {@code boot} (DOS active), on GPT {@code required no-block-io
 *     legacy-boot} and {@code bit48} ... {@code bit63}; sorted
 * @param ebr where the extended boot record that describes a logical partition lies, in bytes of the disk;
 *     for a logical always there, else never
 * @param content what is inside
 */
public record Partition(PartitionId id, int number, ByteRange range, Role role, String typeCode,
        Optional<String> name, Optional<UUID> uuid, Set<String> flags, OptionalLong ebr, Content content) {

    public Partition {
        flags = java.util.Collections.unmodifiableSet(new TreeSet<>(flags));
        if (number < 1 || ebr.isPresent() != (role == Role.LOGICAL)) {
            throw new IllegalArgumentException("partition " + number + ", " + role + ", EBR " + ebr);
        }
    }

    public Partition withId(PartitionId newId) {
        return new Partition(newId, number, range, role, typeCode, name, uuid, flags, ebr, content);
    }

    public Partition withNumber(int newNumber) {
        return new Partition(id, newNumber, range, role, typeCode, name, uuid, flags, ebr, content);
    }

    public Partition withRange(ByteRange newRange) {
        return new Partition(id, number, newRange, role, typeCode, name, uuid, flags, ebr, content);
    }

    public Partition withTypeCode(String code) {
        return new Partition(id, number, range, role, code, name, uuid, flags, ebr, content);
    }

    public Partition withName(Optional<String> newName) {
        return new Partition(id, number, range, role, typeCode, newName, uuid, flags, ebr, content);
    }

    public Partition withUuid(Optional<UUID> newUuid) {
        return new Partition(id, number, range, role, typeCode, name, newUuid, flags, ebr, content);
    }

    public Partition withFlags(Set<String> newFlags) {
        return new Partition(id, number, range, role, typeCode, name, uuid, newFlags, ebr, content);
    }

    public Partition withEbr(OptionalLong offset) {
        return new Partition(id, number, range, role, typeCode, name, uuid, flags, offset, content);
    }

    public Partition withContent(Content newContent) {
        return new Partition(id, number, range, role, typeCode, name, uuid, flags, ebr, newContent);
    }

    /** Returns its file system, where it has one that Platter knows. */
    public Optional<Content.FileSystem> fileSystem() {
        return content instanceof Content.FileSystem known ? Optional.of(known) : Optional.empty();
    }
}
