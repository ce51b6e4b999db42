package org.platter.image.nbd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platter.base.NeedsPassphrase;
import org.platter.tool.ToolFailure;

/** What QEMU's programs say, as sentences of Platter's. */
final class QemuWords {

    /** How QEMU names a file that it got open. */
    private static final String DESCRIPTOR = "/proc/self/fd/\\d+";

    private QemuWords() {}

    /** Returns why an image could not be opened. */
    static IOException failure(Path image, String output, boolean hadPassphrase, Exception cause) {
        String said = said(output).replaceAll(DESCRIPTOR, Matcher.quoteReplacement(image.toString()));
        if (said.contains("Failed to get") && said.contains("lock")) {
            return inUse(image, cause);
        }
        if (said.contains("Invalid password") || said.contains("cannot unlock any keyslot")) {
            NeedsPassphrase asked = new NeedsPassphrase(image, hadPassphrase);
            asked.initCause(cause);
            return asked;
        }
        String printed = output.lines().map(QemuWords::cleaned).map(line -> line.replaceAll(DESCRIPTOR,
                Matcher.quoteReplacement(image.toString()))).collect(Collectors.joining("\n"));
        return new IOException("QEMU cannot open " + image + (printed.isBlank() ? "." : "; it printed:"
                + ToolFailure.below(printed)), cause);
    }

    static IOException inUse(Path image, @Nullable Exception cause) {
        return new IOException(image + " is in use by another program, a virtual machine or another "
                + "Platter; close it there first.", cause);
    }

    /** Returns how a program ended, as the end of a sentence. */
    static String ending(int status, String output) {
        String said = said(output);
        return "it ended with status " + status + (said.isEmpty() ? "" : " (it printed “" + said + "”)");
    }

    /**
     * Returns the last error in what a program printed, without its name and without what was to be opened.
     */
    private static String said(String output) {
        List<String> lines = output.lines().filter(line -> line.startsWith("qemu-")).toList();
        return cleaned(lines.isEmpty() ? output.strip() : lines.get(lines.size() - 1))
                .replaceFirst("\\.$", "");
    }

    private static String cleaned(String line) {
        String text = line.replaceFirst("^qemu-[a-z-]+: ",
                "").replaceFirst("^Failed to blk_new_open '.*?'?: (?=[A-Z])",
                        "");
        int json = text.indexOf("'json:");
        int end = text.indexOf("}': ");
        if (json >= 0 && end > json) {
            text = text.substring(end + 4);
        }
        return Words.printable(text);
    }
}
