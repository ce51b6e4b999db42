package org.platter.image.foreign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/** The headers of an image that QEMU serves, read and checked by Platter itself. */
public abstract sealed class ForeignHeader
        permits Bochs, Cloop, Dmg, Parallels, Qcow1, Qed, Vdi, Vhd, Vhdx, Vmdk {

    final Bytes bytes;

    ForeignHeader(Bytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the headers and nothing else; what the image names is not looked at.
     *
     * @param format QEMU's name
     * @throws IOException one sentence: not of that format, damaged, a number that cannot be
     */
    public static ForeignHeader read(String format, StoredFile file, Path path) throws IOException {
        Bytes bytes = new Bytes(file, path.toString());
        try {
            return switch (format) {
                case "qcow" -> new Qcow1(bytes);
                case "qed" -> new Qed(bytes);
                case "vdi" -> new Vdi(bytes);
                case "vmdk" -> new Vmdk(bytes);
                case "vpc" -> new Vhd(bytes);
                case "vhdx" -> new Vhdx(bytes);
                case "parallels" -> new Parallels(bytes);
                case "bochs" -> new Bochs(bytes);
                case "cloop" -> new Cloop(bytes);
                case "dmg" -> new Dmg(bytes);
                default -> throw new IllegalArgumentException("format " + format);
            };
        } catch (ArithmeticException e) {
            throw new IOException(path + " is damaged: a number in its header cannot be.", e);
        }
    }

    public abstract ForeignFacts facts();

    /**
     * Returns the bytes of the disk that the image says it holds and that its files are too short for.
     *
     * @param extents the files that {@link ForeignFacts#extents} names, in that order
     * @throws IOException if a table cannot be read or makes no sense
     */
    public final RangeSet lost(List<? extends StoredFile> extents) throws IOException {
        try {
            return findLost(extents);
        } catch (ArithmeticException e) {
            throw new IOException(bytes.name + " is damaged: a number in its tables cannot be.", e);
        }
    }

    /**
     * Returns a description for QEMU of what the disk consists of, the extents under other names than their
     * own: what the image itself says is read by Platter alone. Nothing where the file holds the disk itself.
     *
     * @param files names of the extents, in their order
     * @param zeros name of a file of {@link #longestZeros} zeros
     */
    public Optional<String> description(List<String> files, String zeros) {
        return Optional.empty();
    }

    /** Bytes of the longest part of the disk that is zeros and has no file. */
    public long longestZeros() {
        return 0;
    }

    /** How many parts {@link #description} names. */
    public int parts() {
        return 0;
    }

    /**
     * Makes sure that the extents are what the image says of them, and name no further files.
     *
     * @param extents as {@link #lost} has them
     */
    public void checkExtents(List<? extends StoredFile> extents) throws IOException {}

    /** Bytes to be written into the image's file. */
    public record Patch(long offset, byte[] bytes) {}

    /**
     * Returns what marks the content as changed, to those that are based on it, where QEMU does not do so.
     */
    public Optional<Patch> newContentId() throws IOException {
        return Optional.empty();
    }

    /** Returns what is wrong with the headers though the image can be read, each the end of a sentence. */
    public List<String> problems() {
        return List.of();
    }

    /** Returns what puts the headers right where QEMU does not do so. */
    public Optional<Patch> repair() throws IOException {
        return Optional.empty();
    }

    /** Returns the options by which QEMU reads the headers as Platter does. */
    public Map<String, String> reading() {
        return Map.of();
    }

    /**
     * Returns what makes a new image, in the place of this one, the same to the programs that know images by
     * their ids.
     *
     * @param fresh of the same format
     */
    public List<Patch> identity(ForeignHeader fresh) throws IOException {
        return List.of();
    }

    /**
     * Returns what makes the disk larger, or brings that to its end, in the file as it is; nothing where only
     * a new file can have that size.
     */
    public Optional<Growth> growth(long newSize) throws IOException {
        return Optional.empty();
    }

    abstract RangeSet findLost(List<? extends StoredFile> extents) throws IOException;

    /** Whether {@link #lost} has found blocks in use that the header does not count. */
    public boolean isUncounted() {
        return false;
    }

    /** Returns, once {@link #lost} was asked, why what is written to one place of the disk would change another. */
    public Optional<String> sharing() {
        for (Bytes one : files()) {
            if (one.shared().isPresent()) {
                return Optional.of(String.format("has two entries in its tables for one place, 0x%x of %s",
                        one.shared().getAsLong(), one == bytes ? "its file" : one.name));
            }
        }
        return Optional.empty();
    }

    /**
     * Makes the files as long as the tables say that {@link #lost} went through, what they get reading as
     * zeros, and the header count all of their blocks.
     */
    public void mend() throws IOException {
        for (Bytes one : files()) {
            if (one.end() > one.size) {
                one.file.resize(one.end());
            }
        }
    }

    /** Returns what the tables were asked of. */
    List<Bytes> files() {
        return List.of(bytes);
    }

    /**
     * Returns how the image grows; nothing where it has all its room from the beginning, or cannot grow.
     *
     * @param extents as for {@link #lost}
     */
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) throws IOException {
        return Optional.empty();
    }

    /**
     * Whether it has to be brought in order by being opened for writing before its tables can be believed.
     */
    public boolean isUnclean() {
        return false;
    }
}
