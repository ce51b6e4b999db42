package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.platter.base.Refusal;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.nbd.NbdImage;

/** Images of every format, to be opened, made and described. */
public final class Images {

    private Images() {}

    /**
     * Opens the image at {@code path}. The size of a sector that is not given is the device's own, else the
     * one that a GPT is written in, else 512.
     *
     * @param sectorSize bytes of a logical sector; empty to find out
     * @throws IOException one sentence: not there, no permission, a folder, empty, another format
     */
    public static DiskImage open(Path path, boolean writable, OptionalInt sectorSize) throws IOException {
        return open(path, Opening.toRead().withWritable(writable).withSectorSize(sectorSize));
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
        Optional<NbdAddress> address = NbdAddress.of(path);
        return address.isPresent() ? NbdImage.connect(address.get(), path, opening.writable(),
                opening.sectorSize()) : new Opener(opening).open(path);
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
}
