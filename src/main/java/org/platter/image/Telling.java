package org.platter.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.platter.base.NeedsFormat;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;

/**
 * Tells the format of an image from its content, where that leaves no doubt. What a guest writes to a raw
 * disk may look like the header of any format, so a file that can well be a raw disk is not told at all.
 */
public final class Telling {

    /** Bytes at a place of the file by which a format is known; from the end where {@code at} is negative. */
    private record Mark(String format, int at, byte[] bytes) {

        Mark(String format, int at, String bytes) {
            this(format, at, bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        boolean isIn(ByteBuffer head, ByteBuffer tail) {
            ByteBuffer part = at < 0 ? tail : head;
            int start = at < 0 ? part.limit() + at : at;
            return start >= 0 && start + bytes.length <= part.limit()
                    && part.slice(start, bytes.length).equals(ByteBuffer.wrap(bytes));
        }
    }

    /** What would be ruined if it were edited as the bytes of a disk; the names of the formats are QEMU's. */
    private static final List<Mark> IMAGES = List.of(
            new Mark("qcow2", 0, "QFI\u00fb\0\0\0\2"),
            new Mark("qcow2", 0, "QFI\u00fb\0\0\0\3"),
            new Mark("qcow", 0, "QFI\u00fb\0\0\0\1"),
            new Mark("qed", 0, "QED\0"),
            new Mark("vdi", 64, "\u007f\u0010\u00da\u00be"),
            new Mark("vmdk", 0, "KDMV"),
            new Mark("vmdk", 0, "COWD"),
            new Mark("vmdk", 0, "# Disk DescriptorFile"),
            new Mark("vhdx", 0, "vhdxfile"),
            new Mark("vpc", 0, "conectix"),
            new Mark("vpc", -512, "conectix"),
            new Mark("vpc", -511, "conectix"),
            new Mark("parallels", 0, "WithoutFreeSpace"),
            new Mark("parallels", 0, "WithouFreSpacExt"),
            new Mark("bochs", 0, "Bochs Virtual HD Image"),
            new Mark("cloop", 0, "#!/bin/sh\n#V2.0 Format"),
            new Mark("dmg", -512, "koly"));

    /** Endings of names that raw images do not have; each is the name of its format too. */
    private static final Set<String> CALLED = Set.of("qcow2", "qcow", "qed", "vdi", "vmdk", "vhdx");

    private static final Mark UNKNOWN_QCOW = new Mark("qcow", 0, "QFI\u00fb");
    private static final Mark BOOT = new Mark("MBR", 510, "\u0055\u00aa");

    private static final int HEAD = 8192;

    private Telling() {}

    /**
     * Returns QEMU's name of the format, {@code raw} where nothing speaks for another one.
     *
     * @throws NeedsFormat if it can be more than one
     * @throws IOException if it is something that has to be unpacked first
     */
    public static String tell(HostFile file) throws IOException {
        Path path = file.path();
        ByteBuffer head = part(file, 0);
        ByteBuffer tail = tail(file);
        List<Mark> marks = IMAGES.stream().filter(mark -> mark.isIn(head, tail)).toList();
        List<String> formats = marks.stream().map(Mark::format).distinct().toList();
        if (formats.isEmpty()) {
            checkPacking(path, head, tail);
            if (nameOf(path).endsWith(".vhd")) {
                throw new NeedsFormat(path, List.of("vpc", "raw"),
                        "is called a VHD and has no footer of one, as if "
                                + "it were cut short; say by --format whether it is vpc or raw.");
            }
            String ending = nameOf(path).substring(nameOf(path).lastIndexOf('.') + 1);
            if (CALLED.contains(ending) && !file.isBlockDevice()) {
                throw new NeedsFormat(path, List.of(ending, "raw"), "is called a " + ending
                        + " image and has not the mark of one; say by --format whether it is " + ending
                        + " or raw.");
            }
            return "raw";
        }
        List<String> all = Stream.concat(formats.stream(), Stream.of("raw")).toList();
        String sentence = null;
        if (formats.size() > 1) {
            sentence = "has the marks of several formats";
        } else if (isCalledRaw(path)) {
            sentence = "is called a raw image and has the mark of a " + formats.get(0) + " image";
        } else if (file.isBlockDevice()) {
            sentence = "is a device whose content has the mark of a " + formats.get(0) + " image";
        } else if (marks.stream().allMatch(mark -> mark.at >= 0)
                && (BOOT.isIn(head, tail) || isGptHeader(head, 512) || isGptHeader(head, 4096))) {
            sentence = "has the mark of a " + formats.get(0)
                    + " image and a partition table in the same place";
        }
        if (sentence != null) {
            throw new NeedsFormat(path, all, sentence + "; say by --format whether it is "
                    + String.join(", ", all.subList(0, all.size() - 1)) + " or raw.");
        }
        return formats.get(0);
    }

    /**
     * Returns the size of a sector: the device's, else the one in which its GPT is written, be it the backup
     * alone, else 512.
     */
    public static int sectorSize(HostFile file) throws IOException {
        if (file.isBlockDevice()) {
            return file.sectorSize();
        }
        int size = sectorSize(part(file, 0));
        ByteBuffer tail = tail(file);
        boolean isBackup4096 = new Mark("gpt", -4096, "EFI PART").isIn(tail, tail)
                && !new Mark("gpt", -512, "EFI PART").isIn(tail, tail);
        return size == 512 && isBackup4096 && file.size() % 4096 == 0
                && !isGptHeader(part(file, 0), 512) ? 4096 : size;
    }

    /** Returns the size of a sector in which the GPT of a disk is written that begins so, else 512. */
    static int sectorSize(ByteBuffer head) {
        return !isGptHeader(head, 512) && isGptHeader(head, 4096) ? 4096 : 512;
    }

    private static void checkPacking(Path path, ByteBuffer head, ByteBuffer tail) throws IOException {
        Optional<String> packed = Packing.of(head);
        if (packed.isPresent()) {
            throw new IOException(path + " " + packed.get());
        }
        if (UNKNOWN_QCOW.isIn(head, tail)) {
            throw new IOException(path + " is a QCOW image of a version that is not known.");
        }
    }

    private static boolean isCalledRaw(Path path) {
        return nameOf(path).endsWith(".raw") || nameOf(path).endsWith(".dd");
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }

    /** UEFI 2.10, 5.3.2: the header lies in sector 1, and says so at its byte 24. */
    private static boolean isGptHeader(ByteBuffer head, int at) {
        return new Mark("gpt", at, "EFI PART").isIn(head, head) && head.limit() >= at + 32
                && head.order(ByteOrder.LITTLE_ENDIAN).getLong(at + 24) == 1;
    }

    /** Returns the last bytes; none where a device is damaged there, which then has no mark. */
    private static ByteBuffer tail(HostFile file) throws IOException {
        try {
            return part(file, Math.max(0, file.size() - HEAD));
        } catch (HostFailure e) {
            if (file.isBlockDevice()) {
                e.unlessInputOutput();
                return ByteBuffer.allocate(0);
            }
            throw e;
        }
    }

    private static ByteBuffer part(HostFile file, long at) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(HEAD, file.size() - at));
        file.read(at, part);
        return part.flip();
    }
}
