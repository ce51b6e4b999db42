package org.platter.filesystem;

import java.util.Optional;
import org.platter.tool.Command;

/**
 * How the files of a file system are shown without a byte being written.
 *
 * @param driver the kernel's name for it
 * @param options of the kernel's mount, which keep it from replaying a journal; empty for none
 * @param program a FUSE program that shows it to an ordinary user; window and mount point follow its words
 */
public record Viewing(String driver, String options, Optional<Command> program) {

    /** What an untrusted file system must not do to the machine that shows it. */
    public static final String HARMLESS = "nosuid,nodev,noexec";

    public static Viewing byKernel(String driver, String options) {
        return new Viewing(driver, options, Optional.empty());
    }
}
