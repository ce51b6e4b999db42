package org.platter.operation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.PartitionId;

/**
 * Identifiers that nothing else has, but that come out the same whenever an operation is replayed: they are
 * derived from what they are for, and from a number drawn once in each run.
 */
final class Fresh {

    private static final UUID RUN = UUID.randomUUID();

    private Fresh() {}

    static UUID guid(PartitionId id) {
        return guid("partition " + id.serial());
    }

    /** Returns a random-looking GUID (version 4) for a purpose. */
    static UUID guid(String purpose) {
        UUID hash = UUID.nameUUIDFromBytes((RUN + " " + purpose).getBytes(StandardCharsets.UTF_8));
        return new UUID(hash.getMostSignificantBits() & ~0xf000L | 0x4000L, hash.getLeastSignificantBits());
    }

    /** Returns a disk signature: 8 hexadecimal digits. */
    static String signature(String purpose) {
        return String.format(Locale.ROOT, "0x%08x", (int) guid(purpose).getLeastSignificantBits());
    }

    /**
     * Returns a UUID of the form that a file system has.
     *
     * @throws Refusal if it has none
     */
    static String uuid(FileSystemType type, String purpose) throws Refusal {
        String full = guid(purpose).toString();
        String all = full.replace("-", "");
        String digits = all.substring(0, 16).toUpperCase(Locale.ROOT);
        String groups = all.replaceFirst("(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})",
                "$1-$2-$3-$4-$5-$6-$7"); // LVM
        for (String form : List.of(full, digits, digits.substring(0, 4) + "-" + digits.substring(8, 12),
                groups)) {
            try {
                return type.checkedUuid(form);
            } catch (Refusal next) {
                continue;
            }
        }
        throw new Refusal(type.displayName() + " has no UUID that could be set.");
    }
}
