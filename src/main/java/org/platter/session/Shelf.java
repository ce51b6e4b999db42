package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.platter.block.BlockDevice;
import org.platter.host.PrivateFolder;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.stage.DiskProbe;
import org.platter.window.Window;
import org.platter.window.Windows;

/** A folder in which the partitions of a disk are files, {@code p1}, {@code p2} ..., while it is open. */
final class Shelf implements Closeable {

    private final PrivateFolder folder;
    private final Deque<Window> windows = new ArrayDeque<>();

    private Shelf(PrivateFolder folder) {
        this.folder = folder;
    }

    static Shelf open(Windows windows, BlockDevice disk, Layout layout) throws IOException {
        Shelf shelf = new Shelf(PrivateFolder.in(PrivateFolder.base()));
        try {
            for (Partition partition : layout.partitions()) {
                if (partition.role() != Role.EXTENDED) {
                    String name = "p" + partition.number();
                    Window window = windows.open(DiskProbe.slice(disk, partition), name);
                    shelf.windows.push(window);
                    Files.createSymbolicLink(shelf.folder.path().resolve(name), window.path());
                }
            }
            return shelf;
        } catch (IOException e) {
            try {
                shelf.close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    Path path() {
        return folder.path();
    }

    /** Takes over what was written to the files. */
    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!windows.isEmpty()) {
            try {
                windows.pop().close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        folder.close();
        if (first != null) {
            throw first;
        }
    }
}
