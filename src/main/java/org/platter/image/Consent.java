package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.platter.host.Location;

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
     */
    boolean allows(Location image, Location file);

    /** Whether a file may be written as well, whose bytes are those of the image's disk. */
    default boolean allowsWriting(Location image, Location file) {
        return allows(image, file);
    }

    /**
     * Only what lies in the folder of the image that names it, or is one of {@code files}; and written is
     * only what bears the image's name and is its owner's, or is one of {@code files}.
     */
    static Consent sameFolderAnd(Set<Path> files) {
        return new Consent() {
            @Override
            public boolean allows(Location image, Location file) {
                return given(image, file, false);
            }

            @Override
            public boolean allowsWriting(Location image, Location file) {
                return given(image, file, true);
            }

            private boolean given(Location image, Location file, boolean writing) {
                try {
                    if (file.isBeside(image) && (!writing || isMadeWith(image, file))) {
                        return true;
                    }
                    for (Path allowed : files) {
                        Path named = file.path().toAbsolutePath().normalize();
                        if (allowed.toAbsolutePath().normalize().equals(named)
                                || allowed.toRealPath().equals(file.realPath())) {
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

    /**
     * Returns whether an overlay is plainly made of a base: both lie in one folder and are one user's, and
     * the overlay's name begins with the base's, as {@code disk-today.qcow2} does of {@code disk.qcow2}.
     */
    static boolean isMadeOf(Location overlay, Location base) throws IOException {
        String stem = stem(base);
        String name = stem(overlay);
        return overlay.isBeside(base) && overlay.status().user() == base.status().user()
                && name.startsWith(stem) && name.substring(stem.length()).matches("([-._ ].*)?");
    }

    private static String stem(Location image) {
        return image.name().toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.\\w{1,8}$", "");
    }

    private static boolean isMadeWith(Location image, Location file) {
        String stem = stem(image);
        String other = file.name().toLowerCase(Locale.ROOT);
        return other.startsWith(stem) && MADE_WITH_IT.matcher(other.substring(stem.length())).matches()
                && file.status().user() == image.status().user();
    }
}
