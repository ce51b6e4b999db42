package org.platter.image.open;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.platter.base.Refusal;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.Telling;
import org.platter.image.change.HalfChanged;
import org.platter.image.foreign.ForeignHeader;
import org.platter.image.nbd.NbdAddress;
import org.platter.image.nbd.NbdImage;
import org.platter.image.nbd.QemuName;

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
     * @throws org.platter.base.RecoveryNeeded if it, or what it is based on, is half changed
     * @throws org.platter.base.NeedsPassphrase if it is encrypted and cannot be opened without
     * @throws IOException one sentence: not there, no permission, damaged, in use, a program is missing
     */
    public static DiskImage open(Path path, Opening opening) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(path);
        if (address.isEmpty()) {
            return new Opener(opening).open(path);
        }
        DiskImage image = NbdImage.connect(address.get(), path, opening.writable(), opening.sectorSize());
        try {
            Opener.refuse(HalfChanged.recorded(image), opening);
            return image;
        } catch (IOException | RuntimeException e) {
            try {
                image.close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Opens the image in the very file that was located, as {@link #open(Path, Opening)} does. */
    public static DiskImage open(Location location, Opening opening) throws IOException {
        return new Opener(opening).open(HostFile.open(location, opening.access(), opening.cache()));
    }

    /**
     * Opens the image at {@code path} alone, to look at its structures and its snapshots: a qcow2 image whose
     * disk is encrypted needs no passphrase for that. Other formats are opened as {@link #open} does.
     */
    public static DiskImage openStructures(Path path, Opening opening) throws IOException {
        return NbdAddress.of(path).isPresent() ? open(path, opening)
                : new Opener(opening.alone(), true).open(path);
    }

    /** Opens the image in the very file that was located, as {@link #openStructures(Path, Opening)} does. */
    public static DiskImage openStructures(Location location, Opening opening) throws IOException {
        return new Opener(opening.alone(), true).open(HostFile.open(location, opening.access(),
                opening.cache()));
    }

    /**
     * Returns how to name an image to a program of QEMU's that looks at its structures; a format that QEMU
     * serves.
     *
     * @throws org.platter.base.NeedsConsent as {@link #open(Path, Opening)} does
     */
    public static QemuName nameForQemu(Location location, Opening opening) throws IOException {
        return new Opener(opening.alone()).nameForQemu(location);
    }

    /**
     * Opens the raw image in a file that is open already: the opener had the right to. The file is
     * closed with the image, or where this fails.
     *
     * @throws Refusal if it holds another format, in which nothing is looked at
     */
    public static DiskImage openRaw(HostFile file, Opening opening) throws IOException, Refusal {
        String format;
        try {
            format = opening.format().isPresent() ? opening.format().get() : Telling.tell(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        if (!format.equals("raw")) {
            file.close();
            throw new Refusal(file.path() + " is a " + format + " image, and loop devices show the "
                    + "bytes of a file as they are; convert it to raw first (“platter image convert”).");
        }
        return new Opener(opening.withFormat(Optional.of(format))).open(file);
    }

    /**
     * Makes an empty image where nothing is yet, of a format that QEMU serves; raw and qcow2 need no QEMU and
     * are made elsewhere.
     *
     * @param options by the names of {@code qemu-img create -o}; what has to be opened to be made is none
     * @throws Refusal for a format or an option that there is not
     * @throws IOException if it could not be made; nothing is left then
     */
    public static void create(String format, Path target, long size, Map<String, String> options)
            throws IOException, Refusal {
        Creation.create(format, target, size, options);
    }

    /** Makes an empty image of exactly this size that is laid out as {@code like}, one that QEMU serves. */
    public static void createLike(DiskImage like, Path target, long size) throws IOException, Refusal {
        Creation.createLike(like, target, size);
    }

    /** Puts the headers of an image right where QEMU's check does not; returns whether there was anything. */
    public static boolean repairHeaders(Location location, String format) throws IOException {
        try (HostFile file = HostFile.open(location, HostFile.Access.WRITE)) {
            Optional<ForeignHeader.Patch> patch = ForeignHeader.read(format, new HostStoredFile(file),
                    location.path()).repair();
            if (patch.isPresent()) {
                file.write(patch.get().offset(), ByteBuffer.wrap(patch.get().bytes()));
                file.sync();
            }
            return patch.isPresent();
        }
    }

    /** Gives an image that is to take the place of {@code old} the ids by which programs know that. */
    public static void giveIdentity(DiskImage old, HostFile fresh) throws IOException {
        Creation.giveIdentity(old, fresh);
    }

    /** Tells of the image in the very file that was located, as {@link #describe(Path, Opening)} does. */
    public static List<ImageDescription> describe(Location location, Opening opening) throws IOException {
        return new Describer(opening).describe(location);
    }

    /**
     * Tells of an image as {@link #describe(Location, Opening)} does.
     *
     * @param places gets where each of the images lies, to be closed by the caller
     */
    public static List<ImageDescription> describe(Location location, Opening opening, List<Location> places)
            throws IOException {
        return new Describer(opening, places).describe(location);
    }

    /**
     * Tells what an image and those that it is based on say of themselves, the image first. Nothing is opened
     * that {@code opening} does not allow; what stands in the way is a problem of the image that names it.
     */
    public static List<ImageDescription> describe(Path path, Opening opening) throws IOException {
        Optional<NbdAddress> address = NbdAddress.of(path);
        if (address.isEmpty()) {
            return new Describer(opening).describe(path);
        }
        try (DiskImage image = open(path, opening.withWritable(false))) {
            return List.of(new ImageDescription(path, image.format(), OptionalLong.of(image.size()), 0, 0,
                    OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(),
                    Map.of("address", address.get().toString()), List.of()));
        }
    }
}
