package org.platter.image.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.host.PrivateFolder;

/** How a program of QEMU's is told of an image, so that nothing in the image decides what else is opened. */
public final class QemuName implements Closeable {

    private final PrivateFolder folder;
    private final String text;
    private final Path[] files;
    private final List<Closeable> opened;

    private QemuName(PrivateFolder folder, String text, List<Closeable> opened, Path... files) {
        this.folder = folder;
        this.text = text;
        this.files = files;
        this.opened = opened;
    }

    /**
     * Writes down what the program needs; it is removed when this is closed.
     *
     * @param opened the files of the node, which are closed with this and stay open where this fails
     */
    public static QemuName of(QemuNode node, boolean writable, List<Closeable> opened) throws IOException {
        PrivateFolder folder = PrivateFolder.in(PrivateFolder.base());
        try {
            return new QemuName(folder, node.text(writable, Optional.empty(),
                    Descriptions.write(node, folder.path())), List.copyOf(opened),
                    node.files().toArray(Path[]::new));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Returns what to give in the place of a file's name. */
    public String text() {
        return text;
    }

    /** Returns the files that the program gets open. */
    public Path[] files() {
        return files.clone();
    }

    @Override
    public void close() throws IOException {
        folder.close();
        for (Closeable file : opened) {
            file.close();
        }
    }
}
