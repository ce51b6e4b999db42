package org.platter.session.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.image.open.Images;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.stage.DiskProbe;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Window;
import org.platter.window.Windows;

/**
 * The files of a folder, to be put into an ext file system that fills the only partition of a disk.
 *
 * @param files files, folders and links in it
 * @param bytes what they take up in blocks
 */
record FolderContent(Path folder, String fileSystem, long files, long bytes) {

    private static final Set<String> TYPES = Set.of("ext2", "ext3", "ext4");
    private static final int BLOCK = 4096;
    private static final int INODE = 256;

    /** @throws Refusal if no program fills a file system of that type */
    static FolderContent of(Path folder, String fileSystem, BooleanSupplier cancelled)
            throws IOException, Refusal {
        if (!TYPES.contains(fileSystem)) {
            throw new Refusal("A folder can be put into ext4, ext3 or ext2, not into “" + fileSystem + "”.");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(Files.exists(folder) ? folder + " is no folder."
                    : "There is no folder " + folder + ".");
        }
        long[] sums = {0, 0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                    throws IOException {
                return count(BLOCK);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !Files.isReadable(path)) {
                    throw new IOException("You have no permission to read " + path + ".");
                }
                return count(attributes.size());
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                throw e instanceof AccessDeniedException
                        ? new IOException("You have no permission to read " + path + ".", e) : e;
            }

            private FileVisitResult count(long size) throws IOException {
                if (cancelled.getAsBoolean()) {
                    throw new Cancelled();
                }
                sums[0]++;
                sums[1] = Math.addExact(sums[1], ByteSize.ceil(size, BLOCK));
                return FileVisitResult.CONTINUE;
            }
        });
        return new FolderContent(folder, fileSystem, sums[0], sums[1]);
    }

    /** Bytes of a disk with room for them, their journal and a GPT, and little more. */
    long diskSize() {
        long tables = inodes() * INODE;
        long content = Math.addExact(bytes, tables);
        long journal = Math.min(ByteSize.GIB, Math.max(4 * ByteSize.MIB, content / 32));
        long whole = Math.addExact(Math.addExact(content + content / 25, journal), 16 * ByteSize.MIB);
        return ByteSize.ceil(whole, ByteSize.MIB);
    }

    private long inodes() {
        return files + files / 8 + 64; // some to spare; the first eleven are the file system's own
    }

    /** Puts a table, a partition and the files on a new, empty disk. */
    void fill(Path image, ImageOptions options, Editing editing, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        editing.apply(image, options, List.of("table type=gpt", "create start=1MiB size=max"), events,
                cancelled);
        try (DiskImage disk = Images.open(image, options.opening(true))) {
            Layout layout = DiskProbe.read(disk);
            Partition partition = layout.partitions().get(0);
            Windows windows = Windows.detect(image.toAbsolutePath().getParent());
            try (Window window = windows.open(DiskProbe.slice(disk, partition), "p1")) {
                new ProgramRunner(Programs.installed()).run(Command.of("mke2fs", "-q", "-F", "-t", fileSystem,
                        "-b", String.valueOf(BLOCK), "-I", String.valueOf(INODE), "-m", "0", "-N",
                        String.valueOf(Math.max(inodes(), partition.range().length() >> 16)), "-d",
                        folder.toAbsolutePath().toString(), Command.WINDOW).on(window.path().toString()),
                        events, cancelled);
            }
            disk.flush();
        }
    }
}
