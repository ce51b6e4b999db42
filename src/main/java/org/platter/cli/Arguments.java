package org.platter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.platter.session.FileNames;

/**
 * The words of the command line, to the byte. Java hands them over as text in the encoding of the locale, in
 * which names of files may be no text, and then they name nothing.
 */
final class Arguments {

    private Arguments() {}

    /** Returns the words as {@link FileNames} has them; as they are where the kernel does not tell them. */
    static String[] exact(String[] decoded) {
        try {
            List<byte[]> words = words(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            String[] exact = decoded.clone();
            int first = words.size() - decoded.length;
            for (int i = 0; i < decoded.length; i++) {
                exact[i] = FileNames.text(words.get(first + i));
                boolean isPlain = exact[i].chars().allMatch(character -> character < 0x80);
                if (isPlain && !exact[i].equals(decoded[i])) {
                    return decoded; // these are not the words of this program
                }
            }
            return exact;
        } catch (IOException | IndexOutOfBoundsException e) {
            return decoded;
        }
    }

    private static List<byte[]> words(byte[] line) {
        List<byte[]> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < line.length; at++) {
            if (line[at] == 0) {
                words.add(Arrays.copyOfRange(line, start, at));
                start = at + 1;
            }
        }
        return words;
    }
}
