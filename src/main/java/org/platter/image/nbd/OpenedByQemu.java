package org.platter.image.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.platter.host.HostFile;
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
     * @param files those that are open here: where one was opened by its path, another may be there by now
     * @param folder with what Platter wrote for QEMU
     * @throws Misled if there is another file
     */
    static void check(Service service, QemuNode node, List<HostFile> files, Path folder) throws IOException {
        for (Path link : service.openFiles()) {
            try {
                Path leadsTo = Files.readSymbolicLink(link);
                int type = (int) Files.getAttribute(link, "unix:mode") & TYPE;
                if ((type == REGULAR || type == BLOCK_DEVICE) && !leadsTo.startsWith(folder)
                        && files.stream().noneMatch(file -> file.isAt(link))) {
                    throw new Misled("QEMU has opened " + leadsTo + " for " + node.name()
                            + ", which was changed while it was being opened, or is made to mislead.");
                }
            } catch (NoSuchFileException e) {
                continue; // closed meanwhile
            }
        }
    }
}
