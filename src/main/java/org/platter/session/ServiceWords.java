package org.platter.session;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.tool.ToolFailure;

/**
 * What the desktop's service for disks says when it has not mounted or unmounted, in words for the user who asked:
 * {@code udisksctl} prints the name of an error and a sentence for programmers.
 */
final class ServiceWords {

    /** As GLib writes errors that came over the bus; the names are those of UDisks 2. */
    private static final Pattern ERROR = Pattern.compile(
            "GDBus\\.Error:org\\.freedesktop\\.UDisks2\\.Error\\.(\\w+): *(.*)", Pattern.DOTALL);

    private ServiceWords() {}

    /** Returns whether a program or another mount is in the way of what was asked. */
    static boolean isBusy(String output) {
        Matcher error = ERROR.matcher(output);
        return error.find() && error.group(1).equals("DeviceBusy");
    }

    /**
     * Returns a sentence for an error of the service; nothing for what is not one.
     *
     * @param output what udisksctl printed
     * @param usage {@link Usage#MOUNT} or {@link Usage#UNMOUNT}
     * @param point where the partition was mounted before
     */
    static Optional<String> of(String output, int number, Usage usage, Optional<Path> point) {
        Matcher error = ERROR.matcher(output);
        if (!error.find()) {
            return Optional.empty();
        }
        String who = "Partition " + number;
        String failed = who + " was not " + (usage == Usage.MOUNT ? "mounted" : "unmounted") + ": ";
        return Optional.of(switch (error.group(1)) {
            case "NotAuthorizedDismissed" -> failed + "the password was not given.";
            case "NotAuthorized", "NotAuthorizedCanObtain" -> failed + "that was not allowed; the password "
                    + "was wrong, or nobody on this desktop could be asked for it.";
            case "AlreadyMounted" -> who + " is mounted already" + point.map(at -> ", at " + at).orElse("")
                    + ".";
            case "NotMounted" -> who + " is not mounted.";
            case "DeviceBusy" -> who + " cannot be unmounted" + point.map(at -> " from " + at).orElse("")
                    + " while programs of other users have its files open; close them first.";
            default -> failed + "the desktop's service for disks failed; it said:"
                    + ToolFailure.below(error.group(2));
        });
    }
}
