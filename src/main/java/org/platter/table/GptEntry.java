package org.platter.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import org.platter.base.Guid;

/** One entry of a GPT's array (UEFI 2.10, 5.3.3), in place; bytes that nothing sets stay as they are. */
final class GptEntry {

    /** How many UTF-16 units a name may have; if it has all of them no zero ends it. */
    static final int NAME_UNITS = 36;

    private static final UUID UNUSED = new UUID(0, 0);
    private static final int NAME = 56;

    private final ByteBuffer bytes;

    GptEntry(byte[] array, int index, int entrySize) {
        bytes = ByteBuffer.wrap(array, index * entrySize, entrySize).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isUsed() {
        return !type().equals(UNUSED);
    }

    UUID type() {
        return Guid.read(bytes, 0);
    }

    UUID guid() {
        return Guid.read(bytes, 16);
    }

    long firstLba() {
        return bytes.getLong(32);
    }

    long lastLba() {
        return bytes.getLong(40);
    }

    long attributes() {
        return bytes.getLong(48);
    }

    /**
     * The name up to its first zero, lone surrogates and control characters included; nothing if it is empty.
     */
    Optional<String> name() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_UNITS && bytes.getChar(NAME + 2 * i) != 0; i++) {
            name.append(bytes.getChar(NAME + 2 * i));
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
    }

    void clear() {
        bytes.put(0, new byte[bytes.limit()]);
    }

    void copyFrom(GptEntry other) {
        bytes.put(0, other.bytes, 0, Math.min(bytes.limit(), other.bytes.limit()));
    }

    void set(UUID type, UUID guid, long firstLba, long lastLba, long attributes) {
        Guid.write(bytes, 0, type);
        Guid.write(bytes, 16, guid);
        bytes.putLong(32, firstLba).putLong(40, lastLba).putLong(48, attributes);
    }

    /** Sets the name, unless it is this already: what stands behind its end is kept then. */
    void setName(Optional<String> name) {
        String text = name.orElse("");
        if (text.length() > NAME_UNITS || text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a GPT name has at most " + NAME_UNITS + " characters, not “"
                    + text + "”");
        }
        if (!text.equals(name().orElse(""))) {
            for (int i = 0; i < NAME_UNITS; i++) {
                bytes.putChar(NAME + 2 * i, i < text.length() ? text.charAt(i) : 0);
            }
        }
    }
}
