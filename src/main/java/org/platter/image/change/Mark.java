package org.platter.image.change;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.platter.host.FileName;

/**
 * What an image file carries while it is being changed in place: five words of ASCII.
 *
 * @param id the journal's
 * @param device with {@code inode}: the file that is being changed, since a copy may carry the mark too
 * @param image where the file lay when the change began
 * @param journal the folder of the journal, absolute
 */
public record Mark(UUID id, long device, long inode, Path image, Path journal) {

    private static final String VERSION = "1";
    private static final int WORDS = 6;

    /** Returns the mark as bytes. */
    public byte[] encode() {
        return String.join(" ", VERSION, id.toString(), Long.toHexString(device), Long.toHexString(inode),
                word(image), word(journal)).getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IOException if these bytes are no mark, or one of a later version */
    static Mark decode(byte[] bytes) throws IOException {
        String[] words = new String(bytes, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words.length == WORDS && words[0].equals(VERSION)) {
            try {
                return new Mark(UUID.fromString(words[1]), Long.parseUnsignedLong(words[2], 16),
                        Long.parseUnsignedLong(words[3], 16), path(words[4]), path(words[5]));
            } catch (IllegalArgumentException e) {
                throw notUnderstood(e);
            }
        }
        throw notUnderstood(null);
    }

    /** Returns a path as one word that has each byte of it. */
    private static String word(Path path) {
        return FileName.escaped(path.toAbsolutePath());
    }

    /** @throws IllegalArgumentException if the word is no absolute path of something in a folder */
    private static Path path(String word) {
        Path path = word.startsWith("/") ? Path.of(URI.create("file://" + word)) : Path.of("");
        if (!path.isAbsolute() || path.getFileName() == null || !path.equals(path.normalize())) {
            throw new IllegalArgumentException(word);
        }
        return path;
    }

    private static IOException notUnderstood(@Nullable Throwable cause) {
        return new IOException("This version of Platter does not understand the mark of an interrupted "
                + "commit.", cause);
    }
}
