package org.platter.image.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.platter.tool.Service;

/**
 * Makes sure that QEMU has opened nothing but what it was given: an image may have been changed after Platter
 * looked into it, and QEMU may understand it in another way.
 */
final class OpenedByQemu {

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int BLOCK_DEVICE = 0060000;

    /** QEMU has a file open that it was not given. */
    static final class Misled extends IOException {

        private Misled(String message) {
            super(message);
        }
    }

    private OpenedByQemu() {}

    /**
     * @param folder with what Platter wrote for QEMU
     * @throws Misled if there is another file
     */
    static void check(Service service, QemuNode node, Path folder) throws IOException {
        Set<Object> given = new HashSet<>();
        for (Optional<QemuNode> each = Optional.of(node); each.isPresent(); each = each.get().backing()) {
            List<Path> files = new ArrayList<>(List.of(each.get().file()));
            each.get().dataFile().ifPresent(files::add);
            each.get().parts().ifPresent(parts -> files.addAll(parts.files()));
            for (Path file : files) {
                given.add(identity(Files.readAttributes(file, "unix:dev,ino,mode")));
            }
        }
        for (Path link : service.openFiles()) {
            try {
                Path leadsTo = Files.readSymbolicLink(link);
                Map<String, Object> file = Files.readAttributes(link, "unix:dev,ino,mode");
                int type = (int) file.get("mode") & TYPE;
                if ((type == REGULAR || type == BLOCK_DEVICE) && !leadsTo.startsWith(folder)
                        && !given.contains(identity(file))) {
                    throw new Misled("QEMU has opened " + leadsTo + " for " + node.file()
                            + ", which was changed while it was being opened, or is made to mislead.");
                }
            } catch (NoSuchFileException e) {
                continue; // closed meanwhile
            }
        }
    }

    private static Object identity(Map<String, Object> file) {
        return List.of(file.get("dev"), file.get("ino"));
    }
}
