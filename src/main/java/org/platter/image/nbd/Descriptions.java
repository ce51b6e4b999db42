package org.platter.image.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.tool.Sandbox;

/**
 * Writes for QEMU which files a disk consists of, so that nothing in an image decides what QEMU opens. The
 * names are those of links beside the description, which lead to what QEMU gets open.
 */
final class Descriptions {

    private Descriptions() {}

    /**
     * Writes the descriptions of all nodes of a chain that have parts.
     *
     * @param folder of this user's alone
     */
    static Map<QemuNode, Path> write(QemuNode node, Path folder) throws IOException {
        Map<QemuNode, Path> written = new HashMap<>();
        for (Optional<QemuNode> each = Optional.of(node); each.isPresent(); each = each.get().backing()) {
            String name = "disk" + written.size();
            if (each.get().parts().isPresent()) {
                written.put(each.get(), write(each.get().parts().get(), folder, name));
            }
        }
        return written;
    }

    private static Path write(QemuNode.Parts parts, Path folder, String name) throws IOException {
        List<String> links = new ArrayList<>();
        for (Path file : parts.files()) {
            links.add(name + "." + links.size());
            Files.createSymbolicLink(folder.resolve(links.get(links.size() - 1)), Sandbox.inside(file));
        }
        String zeros = name + ".zeros";
        if (parts.zeros() > 0) {
            try (HostFile file = HostFile.create(folder.resolve(zeros))) {
                file.resize(parts.zeros());
            }
        }
        return Files.writeString(folder.resolve(name), parts.description().of(links, zeros),
                StandardOpenOption.CREATE_NEW);
    }
}
