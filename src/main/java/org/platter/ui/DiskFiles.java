package org.platter.ui;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.platter.base.Refusal;
import org.platter.operation.RestoreTable;
import org.platter.operation.TableText;

/**
 * The files that a disk's pending operations, or its table, are saved in and read from. What fails is told on
 * the window's thread, as is what was done.
 */
public final class DiskFiles {

    /** Bytes; more is no script, and no table, that somebody made. */
    private static final long LARGEST = 1 << 20;

    private final DiskViewModel disk;
    private final Background background;
    private final Predicate<String> isSecret;

    /** @param isSecret tells of a file that an operation names whether a script must not name it */
    DiskFiles(DiskViewModel disk, Background background, Predicate<String> isSecret) {
        this.disk = disk;
        this.background = background;
        this.isSecret = isSecret;
    }

    /** Writes the pending operations to a file as a script. */
    public void saveScript(Path file, Consumer<Throwable> failed) {
        String text = SavedScript.of(disk.draft(), isSecret);
        background.run(() -> Files.writeString(file, text), written -> {}, failed);
    }

    /** Queues the operations of a script file; all or none. */
    public void loadScript(Path file, Consumer<Throwable> failed) {
        background.run(() -> {
            if (Files.size(file) > LARGEST) {
                throw new Refusal(Texts.get("script.too-large", file));
            }
            disk.disk().append(Files.readString(file));
            return file;
        }, queued -> disk.pending().queued(), failed);
    }

    /** Writes the table that is on the disk to a file, as {@code platter table save} does. */
    public void saveTable(Path file, Runnable saved, Consumer<Throwable> failed) {
        String text = TableText.of(disk.onDisk());
        background.run(() -> Files.writeString(file, text), written -> saved.run(), failed);
    }

    /** Reads a saved table, and hands over what would restore it. */
    public void readTable(Path file, Consumer<RestoreTable> read, Consumer<Throwable> failed) {
        int sectorSize = disk.preview().sectorSize();
        background.run(() -> {
            if (Files.size(file) > LARGEST) {
                throw new Refusal(Texts.get("table.not-one", file));
            }
            // lenient: what is no text is refused as no table
            return RestoreTable.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), sectorSize);
        }, read, failed);
    }
}
