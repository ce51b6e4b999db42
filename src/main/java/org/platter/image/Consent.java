package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Says which files that an image names may be opened: its backing file, its extents, its data file. */
@FunctionalInterface
public interface Consent {

    /**
     * @param image the image that names the file
     * @param file the file, absolute
     */
    boolean allows(Path image, Path file);

    /** Only what lies in the folder of the image that names it, or is one of {@code files}. */
    static Consent sameFolderAnd(Set<Path> files) {
        return (image, file) -> {
            try {
                Path real = file.toRealPath();
                if (real.getParent() != null && real.getParent().equals(image.toRealPath().getParent())) {
                    return true;
                }
                for (Path allowed : files) {
                    if (allowed.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())
                            || allowed.toRealPath().equals(real)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                return false; // what is not there is not opened; opening it would say so
            }
        };
    }
}
