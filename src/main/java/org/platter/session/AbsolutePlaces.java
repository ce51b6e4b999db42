package org.platter.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.registry.FileSystems;
import org.platter.filesystem.volume.BsdPlaces;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Copy;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.stage.DiskProbe;
import org.platter.stage.Pasting;
import org.platter.stage.Sources;

/**
 * Finds structures that name sectors of the whole disk and would be wrong once a partition has moved: GRUB's
 * and LILO's boot sectors, and the labels of BSD systems.
 */
final class AbsolutePlaces {

    private static final int BOOT_SECTOR = 512;
    /** Where GRUB's boot.img tells the sector of its core image. */
    private static final int GRUB_SECTOR = 0x5c;

    private final BlockDevice disk;
    private final List<Partition> moved = new ArrayList<>();
    private final List<Partition> copied = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();

    private AbsolutePlaces(BlockDevice disk, Draft draft) {
        this.disk = disk;
        Layout before = draft.base();
        Layout after = draft.last();
        for (Operation operation : draft.operations()) {
            if (operation instanceof Copy copy && !copy.replacesOriginal()) {
                before.partition(copy.source()).ifPresent(copied::add);
            }
        }
        for (Partition old : before.partitions()) {
            Optional<Partition> now = after.partition(old.id());
            if (old.role() != Role.EXTENDED && now.isPresent()
                    && now.get().range().start() != old.range().start()) {
                moved.add(old);
            }
        }
    }

    /** Returns a sentence for each of them: what it is, and what to do in the guest. */
    static List<String> spoiled(BlockDevice disk, Draft draft, Sources sources) throws IOException {
        AbsolutePlaces places = new AbsolutePlaces(disk, draft);
        if (!places.moved.isEmpty() && draft.base().table().type() != TableType.NONE) {
            places.look();
        }
        for (Partition partition : places.copied) {
            places.tellLabel(partition, "Partition " + partition.number()
                    + " is copied, and the BSD label in it ", " in the copy");
        }
        for (int i = 0; i < draft.operations().size(); i++) {
            if (draft.operations().get(i) instanceof Paste paste
                    && FileSystems.of(paste.original().orElseThrow().content()).isEmpty()) {
                places.tellLabel(paste, draft.layouts().get(i + 1).partition(paste.id()).orElseThrow(),
                        sources);
            }
        }
        return List.copyOf(places.sentences);
    }

    private void look() throws IOException {
        ByteBuffer first = read(0);
        if (isLilo(first)) {
            sentences
                    .add("LILO in the boot sector of the disk finds its map and the kernel by sectors of the "
                            + "disk, and a partition moves: run “lilo” in the guest.");
        }
        Optional<Partition> core = isGrub(first) ? at(first.getLong(GRUB_SECTOR)) : Optional.empty();
        if (core.isPresent()) {
            sentences.add("GRUB in the boot sector of the disk finds its core image by a sector of partition "
                    + core.get().number() + ", which moves: run “grub-install” in the guest.");
        }
        for (Partition partition : moved) {
            ByteBuffer boot = read(partition.range().start());
            if (isLilo(boot)) {
                sentences.add("LILO in partition " + partition.number() + ", which moves, finds its map and "
                        + "the kernel by sectors of the disk: run “lilo” in the guest.");
            }
            if (isGrub(boot) && at(boot.getLong(GRUB_SECTOR)).isPresent()) {
                sentences.add("GRUB in the boot sector of partition " + partition.number()
                        + " finds its core "
                        + "image by a sector of a partition that moves: run “grub-install --force” on the "
                        + "partition in the guest.");
            }
            tellLabel(partition, "Partition " + partition.number() + " moves, and the BSD label in it ", "");
        }
    }

    private void tellLabel(Paste paste, Partition copy, Sources sources) throws IOException {
        long start = copy.range().start() / disk.sectorSize();
        try {
            tellLabel(Pasting.places(paste, sources, start), copy.content(), "Partition " + paste.number()
                    + " of " + paste.from() + " is copied, and the BSD label in it ", " in the copy");
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void tellLabel(Partition partition, String who, String where) throws IOException {
        tellLabel(BsdPlaces.of(DiskProbe.slice(disk, partition),
                partition.range().start() / disk.sectorSize()), partition.content(), who, where);
    }

    private void tellLabel(BsdPlaces places, Content content, String who, String where) {
        if (places == BsdPlaces.OF_DISK && FileSystems.of(content).isEmpty()) {
            sentences.add(who + "names its parts by sectors of the disk: these are corrected" + where + ".");
        } else if (places == BsdPlaces.OF_DISK || places == BsdPlaces.DOUBTFUL) {
            sentences
                    .add(who + "may name its parts by sectors of the disk: rewrite it" + where + " by the "
                            + "“disklabel” or “bsdlabel” of the system that made it.");
        }
    }

    private ByteBuffer read(long offset) throws IOException {
        int length = (int) Math.min(2L * BOOT_SECTOR, disk.size() - offset);
        ByteBuffer bytes = ByteBuffer.allocate(2 * BOOT_SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, disk.read(offset, length).array(), 0, length);
        return bytes;
    }

    private Optional<Partition> at(long sector) {
        return moved.stream().filter(partition -> sector > 0
                && sector <= Long.MAX_VALUE / disk.sectorSize()
                && partition.range().contains(sector * disk.sectorSize())).findFirst();
    }

    private static boolean isLilo(ByteBuffer boot) {
        return has(boot, 6, "LILO") || has(boot, 2, "LILO");
    }

    private static boolean isGrub(ByteBuffer boot) {
        String text = new String(boot.array(), 0, BOOT_SECTOR, StandardCharsets.ISO_8859_1);
        return text.contains("GRUB ") && text.contains("Hard Disk");
    }

    private static boolean has(ByteBuffer boot, int at, String text) {
        return new String(boot.array(), at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }
}
