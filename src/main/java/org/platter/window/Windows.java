package org.platter.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.host.PrivateFolder;

/** Opens windows, in the way that this machine allows: FUSE, or else copies. */
public final class Windows {

    private final Path mounts;
    private final Path copies;
    private volatile String whyCopies;

    private Windows(Path mounts, Path copies, String whyCopies) {
        this.mounts = mounts;
        this.copies = copies;
        this.whyCopies = whyCopies;
    }

    /**
     * Returns the way of this machine, with copies, should it come to that, in the folder for temporary
     * files.
     */
    public static Windows detect() {
        return detect(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Returns the way of this machine, which the first window finds out. Removes what killed processes left
     * behind.
     *
     * @param copies a folder with room for the data of a partition, should it come to copies
     */
    public static Windows detect(Path copies) {
        Path mounts = PrivateFolder.base();
        PrivateFolder.sweep(mounts);
        if (!mounts.equals(copies)) {
            PrivateFolder.sweep(copies);
        }
        return in(mounts, copies);
    }

    /** Returns the way of this machine, the folders for mounts and for copies being given. */
    static Windows in(Path mounts, Path copies) {
        return new Windows(mounts, copies, "");
    }

    /** Returns the way of machines without FUSE: sparse copies in {@code folder}. */
    public static Windows copies(Path folder) {
        PrivateFolder.sweep(folder);
        return new Windows(folder, folder, "copies were asked for");
    }

    /** Returns why windows are copies, in words; nothing where they are not, or none was opened yet. */
    public Optional<String> whyCopies() {
        return whyCopies.isEmpty() ? Optional.empty() : Optional.of(whyCopies);
    }

    /**
     * Opens a window of the device's size; nothing but the programs may change the device until it is closed.
     *
     * @param name the last part of its path; what is no letter, digit, dot or hyphen is replaced
     * @throws IOException if there is no room for a copy, where it has to be one
     */
    public Window open(BlockDevice slice, String name) throws IOException {
        OpenWindow window = fuse(slice, fileName(name)).orElse(null);
        if (window == null) {
            window = CopyWindow.open(slice, fileName(name), copies);
        }
        OpenWindow.ALL.add(window);
        return window;
    }

    private Optional<OpenWindow> fuse(BlockDevice slice, String name) {
        if (whyCopies.isEmpty()) {
            try {
                return Optional.of(FuseWindow.open(slice, name, mounts));
            } catch (IOException e) {
                whyCopies = String.valueOf(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static String fileName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9.-]", "_");
        return plain.isEmpty() || plain.startsWith(".") || plain.startsWith("-") ? "p" + plain : plain;
    }
}
