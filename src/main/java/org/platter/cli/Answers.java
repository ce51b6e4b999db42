package org.platter.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.base.NeedsPassphrase;

/** What to add to a command that could not open an image for want of an answer. */
final class Answers {

    private Answers() {}

    /** Returns a sentence, with a space before it; empty where nothing was asked. */
    static String hint(IOException failure) {
        if (failure instanceof NeedsConsent consent) {
            return " To allow it add " + consent.files().stream()
                    .map(file -> "--allow " + quoted(file.toString())).collect(Collectors.joining(" ")) + ".";
        }
        if (failure instanceof NeedsFormat format) {
            List<String> formats = format.formats();
            return formats.isEmpty() ? "" : " Add " + formats.stream().map(name -> "--format " + name)
                    .collect(Collectors.joining(" or ")) + ".";
        }
        return failure instanceof NeedsPassphrase asked && !asked.isWrong()
                ? " Put it into a file, and add --passphrase-file FILE." : "";
    }

    /** A word of a shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./+,:@%=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
