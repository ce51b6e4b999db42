package org.platter.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Files with an operation a line; {@code #} begins a comment. */
final class Scripts {

    private Scripts() {}

    /** Returns the operations in a file, or, for {@code -}, those from the standard input. */
    static List<String> read(String file) throws IOException {
        String text = file.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : text(Path.of(file));
        return text.lines().filter(line -> !line.isBlank() && !line.strip().startsWith("#")).toList();
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no script " + file + ".", e);
        } catch (AccessDeniedException e) {
            throw new IOException("You have no permission to read the script " + file + ".", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is no text in UTF-8, so it is no script.", e);
        } catch (IOException e) {
            throw new IOException("The script " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
