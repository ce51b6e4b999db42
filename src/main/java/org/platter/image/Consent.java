package org.platter.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which files that an image names may be opened: its backing file, its extents, its data file. */
@FunctionalInterface
public interface Consent {

    /** What follows the image's own name, less its ending, in the names of the files made with it. */
    Pattern MADE_WITH_IT = Pattern.compile("(-(flat|delta|sesparse|[sf]\\d{3,6})(\\.\\w{1,8})?"
            + "|(\\.\\w{1,8})?\\.(raw|data|img|bin))", Pattern.CASE_INSENSITIVE);

    /**
     * Whether a file may be read.
     *
     * @param image the image that names it
     * @param file the file, absolute
     */
    boolean allows(Path image, Path file);

    /** Whether a file may be written as well, whose bytes are those of the image's disk. */
    default boolean allowsWriting(Path image, Path file) {
        return allows(image, file);
    }

    /**
     * Only what lies in the folder of the image that names it, or is one of {@code files}; and written is
     * only what bears the image's name and is its owner's, or is one of {@code files}.
     */
    static Consent sameFolderAnd(Set<Path> files) {
        return new Consent() {
            @Override
            public boolean allows(Path image, Path file) {
                return given(image, file, false);
            }

            @Override
            public boolean allowsWriting(Path image, Path file) {
                return given(image, file, true);
            }

            private boolean given(Path image, Path file, boolean writing) {
                try {
                    Path real = file.toRealPath();
                    Path own = image.toRealPath();
                    if (real.getParent() != null && real.getParent().equals(own.getParent())
                            && (!writing || isMadeWith(own, real))) {
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
            }
        };
    }

    private static boolean isMadeWith(Path image, Path file) throws IOException {
        String name = image.getFileName().toString().toLowerCase(Locale.ROOT);
        String stem = name.replaceFirst("(?<=.)\\.\\w{1,8}$", "");
        String other = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return other.startsWith(stem) && MADE_WITH_IT.matcher(other.substring(stem.length())).matches()
                && Files.getOwner(file).equals(Files.getOwner(image));
    }
}
