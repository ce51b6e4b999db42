package org.platter.filesystem;

import java.util.Optional;

/** What this machine offers; a value made once per session, or by a test. */
@FunctionalInterface
public interface Tools {

    /** A machine on which nothing is missing: what is not possible there never is. */
    Tools ALL = new Tools() {
        @Override
        public boolean has(String program) {
            return true;
        }

        @Override
        public Optional<Support> whyNotMount(String displayName, String kernelName) {
            return Optional.empty();
        }
    };

    /** Whether there is a user-mode Linux for this kind of processor. */
    boolean HAS_PACKAGE = System.getProperty("os.arch").equals("amd64");

    /** Returns whether a program is installed. */
    boolean has(String program);

    /** Returns whether a kernel that belongs to no machine mounts it, by its kernel's name, without root. */
    default boolean hasOwnKernel(String kernelName) {
        return false;
    }

    /**
     * Returns why a file system cannot be mounted here; nothing where it can.
     *
     * @param kernelName what the kernel calls it
     */
    default Optional<Support> whyNotMount(String displayName, String kernelName) {
        return hasOwnKernel(kernelName) ? Optional.empty()
                : Optional.of(new Support.NeedsPrivilege(displayName
                        + " has to be mounted for this: " + (HAS_PACKAGE
                                ? "install the package user-mode-linux, or run Platter as root."
                                : "run Platter as root.")));
    }

    /** Returns why a file system cannot be mounted where the kernel has no driver for it. */
    static Support unknown(String displayName) {
        return new Support.Never(displayName + " has to be mounted for this, and the kernel of this machine "
                + "does not know it" + (HAS_PACKAGE ? "; install the package user-mode-linux." : "."));
    }
}
