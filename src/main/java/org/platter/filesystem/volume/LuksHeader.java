package org.platter.filesystem.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * What a LUKS volume says of itself (LUKS On-Disk Format 1.2.3, 2.1; LUKS2 On-Disk Format 1.1.1, 2 and 3).
 *
 * @param payload where the encrypted bytes begin, in bytes
 * @param length how many those are; nothing where they go up to the end
 * @param isWhole whether its sum is right, as far as it has one
 * @param isBeingEncrypted whether it is encrypted, decrypted or encrypted again, and that has not ended
 */
record LuksHeader(int version, Optional<String> label, Optional<String> uuid, OptionalLong payload,
        OptionalLong length, boolean isWhole, boolean isBeingEncrypted) {

    private static final int BINARY = 4096;
    private static final int LEAST = 16 << 10;
    private static final int MOST = 4 << 20;
    private static final int SUM = 448;
    private static final Pattern OFFSET = Pattern.compile("\"offset\":\"(\\d{1,18})\"");
    /** A requirement of the header (LUKS2 On-Disk Format 1.1.1, 3.7 and 5). */
    private static final Pattern UNDER_WAY = Pattern.compile("\"o(?:n|ff)line-reencrypt");
    private static final Pattern SIZE = Pattern.compile("\"size\":\"(\\d{1,18})\"");

    static Optional<LuksHeader> read(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 0, 512)
                .filter(bytes -> bytes.has(0, "LUKS\u00ba\u00be"));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        Structure numbers = bytes.bigEndian();
        return switch (numbers.u16(6)) {
            case 1 -> Optional.of(new LuksHeader(1, Optional.empty(), bytes.label(168, 40),
                    OptionalLong.of(numbers.u32(104) * 512), OptionalLong.empty(), true, false));
            case 2 -> Optional.of(second(slice, bytes, numbers.i64(8)));
            default -> Optional.empty();
        };
    }

    private static LuksHeader second(BlockDevice slice, Structure bytes, long size) throws IOException {
        Optional<Structure> all = size < LEAST || size > MOST ? Optional.empty()
                : Structure.read(slice, 0, (int) size);
        String json = all.map(header -> new String(header.bytes(BINARY, (int) size - BINARY),
                StandardCharsets.UTF_8)).orElse("");
        boolean isBeingEncrypted = UNDER_WAY.matcher(json).find();
        String text = segments(json);
        Matcher offset = OFFSET.matcher(text);
        Matcher length = SIZE.matcher(text);
        return new LuksHeader(2, bytes.label(24, 48), bytes.label(168, 40),
                offset.find() ? OptionalLong.of(Long.parseLong(offset.group(1))) : OptionalLong.empty(),
                // while it is encrypted, the first segment is what has been done
                !isBeingEncrypted && length.find() ? OptionalLong.of(Long.parseLong(length.group(1)))
                        : OptionalLong.empty(),
                all.isPresent() && (!bytes.has(72, "sha256\0") || hasSum(all.get())), isBeingEncrypted);
    }

    /** Returns the first segment of the text, as cryptsetup writes it, without white space. */
    private static String segments(String text) {
        int start = text.indexOf("\"segments\":{\"0\":{");
        int end = start < 0 ? -1 : text.indexOf('}', start);
        return end < 0 ? "" : text.substring(start, end);
    }

    /** The sum is over the header and the text, in which the sum itself counts as zero. */
    private static boolean hasSum(Structure header) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header.bytes(0, SUM));
            digest.update(new byte[64]);
            digest.update(header.bytes(SUM + 64, header.length() - SUM - 64));
            return MessageDigest.isEqual(digest.digest(), header.bytes(SUM, 32));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has SHA-256
        }
    }
}
