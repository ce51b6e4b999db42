package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.StoredFile;
import org.platter.image.capability.Snapshot;

/**
 * Does to an image all that reading can do, within bounds. As a program of its own, in a small heap, it says
 * of each image that it is given how long that took and what was said.
 */
final class Visit {

    private Visit() {}

    public static void main(String[] images) throws IOException {
        for (String image : images) {
            long start = System.nanoTime();
            List<String> messages = new ArrayList<>();
            visit(Qemu.file(Path.of(image), false), Path.of(image), messages);
            System.out.println(image + "\t" + (System.nanoTime() - start) / 1_000_000 + "\t"
                    + String.join("\u001f", messages).replaceAll("\\s", " "));
        }
    }

    /** Collects what is said; anything but an {@link IOException} comes through. */
    static void visit(StoredFile file, Path path, List<String> messages) {
        try (Qcow2Image image = Qcow2Image.open(file, path, false, OptionalInt.empty(), Optional.empty(),
                Optional.empty())) {
            read(image, messages);
            for (Snapshot snapshot : image.snapshots().subList(0, Math.min(3, image.snapshots().size()))) {
                try (BlockDevice disk = image.snapshotDisk(snapshot.id())) {
                    read(disk, messages);
                } catch (IOException e) {
                    messages.add(e.getMessage());
                }
            }
            try {
                image.spans(new ByteRange(0, Math.min(image.size(), 1 << 28)));
            } catch (IOException e) {
                messages.add(e.getMessage());
            }
            messages.addAll(image.details().values());
            messages.addAll(image.check(event -> {}, () -> false).findings());
        } catch (IOException e) {
            messages.add(e.getMessage());
        }
    }

    private static void read(BlockDevice disk, List<String> messages) {
        Random random = new Random(disk.size());
        ByteBuffer into = ByteBuffer.allocate(256 << 10);
        for (int i = 0; i < 20; i++) {
            long start = i == 0 ? 0 : random.nextLong(disk.size() + 1);
            into.clear().limit((int) Math.min(into.capacity(), disk.size() - start));
            try {
                disk.data(new ByteRange(start, Math.min(disk.size(), start + (1 << 26))));
                disk.read(start, into);
            } catch (IOException e) {
                messages.add(e.getMessage());
            }
        }
    }
}
