package org.platter.image.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.host.PrivateFolder;

/** How a program of QEMU's is told of an image, so that nothing in the image decides what else is opened. */
public final class QemuName implements Closeable {

    private final PrivateFolder folder;
    private final String text;
    private final Path[] reached;

    private QemuName(PrivateFolder folder, String text, Path... reached) {
        this.folder = folder;
        this.text = text;
        this.reached = reached;
    }

    /** Writes down what the program needs; it is removed when this is closed. */
    public static QemuName of(QemuNode node, boolean writable) throws IOException {
        PrivateFolder folder = PrivateFolder.in(PrivateFolder.base());
        try {
            return new QemuName(folder, node.text(writable, Optional.empty(),
                    Descriptions.write(node, folder.path())), node.reached(writable).toArray(Path[]::new));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Returns what to give in the place of a file's name. */
    public String text() {
        return text;
    }

    /** Returns what the program has to be let at, besides what it reads. */
    public Path[] reached() {
        return reached.clone();
    }

    @Override
    public void close() {
        folder.close();
    }
}
