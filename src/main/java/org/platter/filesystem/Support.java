package org.platter.filesystem;

import java.util.Map;
import org.platter.tool.Programs;

/**
 * Whether an action can be had, and if not, what is in the way; the text is shown wherever the action is
 * grey.
 */
public sealed interface Support {

    /** Packages that not every release has, and which do not. */
    Map<String, String> RARE = Map.of("bcachefs-tools", "Debian 12 and 13 do", "hfsutils", "Debian 13 does",
            "reiser4progs", "Debian 13 does");

    record Yes() implements Support {}

    /**
     * @param program what is not installed
     * @param debianPackage where to get it
     */
    record MissingTool(String program, String debianPackage) implements Support {}

    record NeedsPrivilege(String why) implements Support {}

    record Never(String why) implements Support {}

    /** Returns yes where the program is installed, else where to get it. */
    static Support needing(Tools tools, String program, String debianPackage) {
        return tools.has(program) ? new Yes() : new MissingTool(program, debianPackage);
    }

    /** Returns yes where the program, one that {@link Programs} knows, is installed, else where to get it. */
    static Support needing(Tools tools, String program) {
        return needing(tools, program, Programs.debianPackage(program).orElseThrow());
    }

    /** Returns yes where the kernel can mount the file system for us, and the program is installed. */
    static Support mounting(Tools tools, FileSystemType type, String kernelName, String program) {
        return tools.whyNotMount(type.displayName(), kernelName).orElseGet(() -> needing(tools, program));
    }

    default boolean isPossible() {
        return this instanceof Yes;
    }

    /** Returns one sentence that says why not and what to do; empty for {@link Yes}. */
    default String reason() {
        if (this instanceof MissingTool missing) {
            return "This needs " + missing.program() + "; install the package " + missing.debianPackage()
                    + (RARE.containsKey(missing.debianPackage())
                            ? ", which " + RARE.get(missing.debianPackage()) + " not have." : ".");
        }
        if (this instanceof NeedsPrivilege privilege) {
            return privilege.why();
        }
        return this instanceof Never never ? never.why() : "";
    }

    /** Returns a sentence that refuses an action on a numbered partition, and the {@link #reason}. */
    default String refusing(Action action, FileSystemType type, int number) {
        return "Cannot " + action.verb() + " " + type.displayName() + " on partition " + number + ". "
                + reason();
    }
}
