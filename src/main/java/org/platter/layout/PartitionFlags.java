package org.platter.layout;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the attribute bits of a GPT partition mean, which for bits 48 to 63 is up to the partition's type
 * (UEFI 2.10, 5.3.3).
 */
public final class PartitionFlags {

    /** The first bit whose meaning depends on the type. */
    public static final int FIRST = 48;
    /** The last one. */
    public static final int LAST = 63;

    private PartitionFlags() {}

    /**
     * Returns a short word for what a bit means in a partition of this type: {@code read-only}; nothing where
     * it means nothing known.
     *
     * @param typeCode as in {@link Partition#typeCode}
     */
    public static Optional<String> meaning(String typeCode, int bit) {
        String word = PartitionTypes.alias(TableType.GPT, typeCode).orElse("");
        return Optional.ofNullable(switch (word) {
            // winioctl.h: GPT_BASIC_DATA_ATTRIBUTE_*
            case "msdata" -> switch (bit) {
                case 60 -> "read-only";
                case 61 -> "shadow-copy";
                case 62 -> "hidden";
                case 63 -> "no-drive-letter";
                default -> null;
            };
            // ChromiumOS, disk format: the bits of the kernel partition
            case "chromeos-kernel" -> bit < 52 ? "priority" : bit < 56 ? "tries"
                    : bit == 56 ? "successful" : null;
            case "swap", "efi" -> bit == 63 ? "no-auto" : null;
            default -> isDiscoverable(word) ? discoverable(bit, word.contains("-verity")) : null;
        });
    }

    private static boolean isDiscoverable(String word) {
        return word.startsWith("root-") || word.startsWith("usr-") || switch (word) {
            case "home", "srv", "var", "tmp", "boot", "user-home", "linux" -> true;
            default -> false;
        };
    }

    /** The UAPI group's Discoverable Partitions Specification, "Partition Flags". */
    private static @Nullable String discoverable(int bit, boolean isHashTree) {
        return switch (bit) {
            case 59 -> isHashTree ? null : "grow";
            case 60 -> "read-only";
            case 63 -> "no-auto";
            default -> null;
        };
    }
}
