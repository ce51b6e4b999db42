package org.platter.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;

/** Tells the format of an image from its content and opens it. */
public final class Images {

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
            new Mark("qcow", 0, "QFI\u00fb"),
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
            new Mark("dmg", -512, "koly"),
            new Mark("ewf", 0, "EVF\t\r\n\u00ff\0"));

    private static final List<Mark> ARCHIVES = List.of(
            new Mark("gzip", 0, "\u001f\u008b\b"),
            new Mark("xz", 0, "\u00fd7zXZ\0"),
            new Mark("bzip2", 0, "BZh91AY&SY"),
            new Mark("zstd", 0, "(\u00b5/\u00fd"),
            new Mark("zip", 0, "PK\3\4"));

    private static final int HEAD = 8192;

    private Images() {}

    /**
     * Opens the image at {@code path}. The size of a sector that is not given is the device's own, else the
     * one that a GPT is written in, else 512.
     *
     * @param sectorSize bytes of a logical sector; empty to find out
     * @throws IOException one sentence: not there, no permission, a folder, empty, another format
     */
    public static DiskImage open(Path path, boolean writable, OptionalInt sectorSize) throws IOException {
        HostFile file = HostFile.open(path, writable ? Access.WRITE : Access.READ);
        try {
            ByteBuffer head = part(file, 0);
            String refusal = refusal(head, part(file, Math.max(0, file.size() - HEAD))).orElse("");
            if (!refusal.isEmpty()) {
                throw new IOException(path + " is " + refusal + ".");
            }
            RawImage image = RawImage.of(file, sectorSize.orElseGet(() -> sectorSize(file, head)));
            if (image.size() == 0) {
                throw new IOException(path + (file.size() == 0 ? " is empty."
                        : " is smaller than one sector of " + image.sectorSize() + " bytes."));
            }
            return image;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens an image of any format, and what it is based on.
     *
     * @throws org.platter.base.NeedsConsent if it names files that {@code opening} does not allow
     * @throws org.platter.base.NeedsFormat if its content can be read as more than one format
     * @throws org.platter.base.NeedsPassphrase if it is encrypted and cannot be opened without
     * @throws IOException one sentence: not there, no permission, damaged, in use, a program is missing
     */
    public static DiskImage open(Path path, Opening opening) throws IOException {
        return open(path, opening.writable(), opening.sectorSize());
    }

    /**
     * Makes an empty image of a format that QEMU serves (not raw, not qcow2) at {@code target}, where nothing
     * may be; it is there as a whole or not at all.
     *
     * @param options by the names of {@code qemu-img create -o}; a backing file is none of them
     * @throws Refusal for a format or an option that there is not
     */
    public static void create(String format, Path target, long size, Map<String, String> options)
            throws IOException, Refusal {
        throw new Refusal("Images of the format " + format + " cannot be made.");
    }

    /** Makes an empty image of another size that is laid out as {@code like}, raw and qcow2 included. */
    public static void createLike(DiskImage like, Path target, long size) throws IOException, Refusal {
        create(like.format(), target, size, Map.of());
    }

    /**
     * Tells what an image and those that it is based on say of themselves, the image first. Nothing is opened
     * that {@code opening} does not allow; what stands in the way is a problem of the image that names it.
     */
    public static List<ImageDescription> describe(Path path, Opening opening) throws IOException {
        try (DiskImage image = open(path, opening)) {
            return List.of(new ImageDescription(path, image.format(), OptionalLong.of(image.size()),
                    OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(), Map.of(), List.of()));
        }
    }

    /** Returns why these are not the bytes of a disk, as the end of a sentence; nothing if they are. */
    private static Optional<String> refusal(ByteBuffer head, ByteBuffer tail) {
        for (Mark mark : ARCHIVES) {
            if (mark.isIn(head, tail)) {
                return Optional.of("compressed (" + mark.format + "); unpack it first");
            }
        }
        for (Mark mark : IMAGES) {
            if (mark.isIn(head, tail)) {
                return Optional.of("a " + mark.format + " image; this version edits raw images");
            }
        }
        return Optional.empty();
    }

    private static int sectorSize(HostFile file, ByteBuffer head) {
        if (file.isBlockDevice()) {
            return file.sectorSize();
        }
        return !isGptHeader(head, 512) && isGptHeader(head, 4096) ? 4096 : 512;
    }

    /** UEFI 2.10, 5.3.2: the header lies in sector 1, and says so at its byte 24. */
    private static boolean isGptHeader(ByteBuffer head, int at) {
        return new Mark("gpt", at, "EFI PART").isIn(head, head) && head.limit() >= at + 32
                && head.order(ByteOrder.LITTLE_ENDIAN).getLong(at + 24) == 1;
    }

    private static ByteBuffer part(HostFile file, long at) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(HEAD, file.size() - at));
        file.read(at, part);
        return part.flip();
    }
}
