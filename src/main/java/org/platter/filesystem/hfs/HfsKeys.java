package org.platter.filesystem.hfs;

import java.nio.ByteBuffer;

/**
 * The keys of a B-tree of an HFS or HFS+ (Inside Macintosh, Files, 2-69 to 2-77; TN1150, "Catalog File",
 * "Extents Overflow File", "Attributes File").
 *
 * <p>Where two names differ first at a character that is not ASCII, their order takes tables of Apple's:
 * whatever stands there is taken for the right one.
 */
enum HfsKeys {

    HFS_EXTENTS(1, 7, 7), HFS_CATALOG(1, 6, 37), EXTENTS(2, 10, 10), CATALOG(2, 6, 516),
    /** Upper and lower case are not the same. */
    BINARY_CATALOG(2, 6, 516), ATTRIBUTES(2, 12, 266);

    /** Less than 0, like the order that is taken for the right one. */
    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final int lengthBytes;
    private final int shortest;
    private final int longest;

    HfsKeys(int lengthBytes, int shortest, int longest) {
        this.lengthBytes = lengthBytes;
        this.shortest = shortest;
        this.longest = longest;
    }

    boolean isOfHfs() {
        return lengthBytes == 1;
    }

    /** Returns how many bytes tell the length of a key. */
    int lengthBytes() {
        return lengthBytes;
    }

    int shortest() {
        return shortest;
    }

    int longest() {
        return longest;
    }

    /** Returns whether a key of so many bytes, at least {@link #shortest}, is as long as its name says. */
    boolean isSound(ByteBuffer node, int at, int length) {
        return switch (this) {
            case HFS_EXTENTS, EXTENTS -> length == longest;
            case HFS_CATALOG -> (node.get(at + 5) & 0xff) <= 31 && own(node, at) <= length;
            case CATALOG, BINARY_CATALOG, ATTRIBUTES -> own(node, at) == length;
        };
    }

    /** Returns how many bytes of a key mean something. */
    private int own(ByteBuffer node, int at) {
        return switch (this) {
            case HFS_EXTENTS, EXTENTS -> longest;
            case HFS_CATALOG -> shortest + (node.get(at + 5) & 0xff);
            case CATALOG, BINARY_CATALOG, ATTRIBUTES -> shortest + 2 * u16(node, at + shortest - 2);
        };
    }

    /** Returns whether a key comes before another, or might. */
    boolean isBefore(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        return order(one, at, other, otherAt) < 0;
    }

    /** Returns whether two keys are the same, or might be. */
    boolean isSame(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        int order = order(one, at, other, otherAt);
        return order == 0 || order == UNKNOWN;
    }

    private int order(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        return switch (this) {
            case HFS_EXTENTS -> first(u32(one, at + 1, other, otherAt + 1), u8(one, at, other, otherAt),
                    Integer.compare(u16(one, at + 5), u16(other, otherAt + 5)));
            case EXTENTS -> first(u32(one, at + 2, other, otherAt + 2), u8(one, at, other, otherAt),
                    u32(one, at + 6, other, otherAt + 6));
            case HFS_CATALOG -> first(u32(one, at + 1, other, otherAt + 1), names(one, at, other, otherAt));
            case CATALOG, BINARY_CATALOG ->
                first(u32(one, at, other, otherAt), names(one, at, other, otherAt));
            case ATTRIBUTES -> first(u32(one, at + 2, other, otherAt + 2), names(one, at, other, otherAt),
                    u32(one, at + 6, other, otherAt + 6));
        };
    }

    private static int first(int... orders) {
        for (int order : orders) {
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Compares the names of two keys, where that can be told. */
    private int names(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        int width = lengthBytes;
        int length = (own(one, at) - shortest) / width;
        int otherLength = (own(other, otherAt) - shortest) / width;
        for (int i = 0; i < Math.max(length, otherLength); i++) {
            int character = i < length ? character(one, at + shortest + i * width) : -1;
            int otherCharacter = i < otherLength ? character(other, otherAt + shortest + i * width) : -1;
            if (character != otherCharacter) {
                return isOrderKnown(character) && isOrderKnown(otherCharacter)
                        ? Integer.compare(folded(character), folded(otherCharacter)) : UNKNOWN;
            }
        }
        return 0;
    }

    private int character(ByteBuffer node, int at) {
        int character = lengthBytes == 1 ? node.get(at) & 0xff : u16(node, at);
        return isOrderKnown(character) ? folded(character) : character;
    }

    /** HFS has the backquote among the letters; HFS+ leaves some characters out, and has NUL as the last. */
    private boolean isOrderKnown(int character) {
        return switch (this) {
            case HFS_CATALOG -> character < 0x80 && character != '`';
            case CATALOG -> character < 0x80 && character != 0;
            default -> true;
        };
    }

    private int folded(int character) {
        return switch (this) {
            case HFS_CATALOG -> character >= 'a' && character <= 'z' ? character - 32 : character;
            case CATALOG -> character >= 'A' && character <= 'Z' ? character + 32 : character;
            default -> character;
        };
    }

    private static int u8(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        return Integer.compare(one.get(at) & 0xff, other.get(otherAt) & 0xff);
    }

    private static int u16(ByteBuffer node, int at) {
        return node.getShort(at) & 0xffff;
    }

    private static int u32(ByteBuffer one, int at, ByteBuffer other, int otherAt) {
        return Integer.compareUnsigned(one.getInt(at), other.getInt(otherAt));
    }
}
