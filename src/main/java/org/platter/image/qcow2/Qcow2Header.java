package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.block.StoredFile;
import org.platter.image.qcow2.Qcow2Options.Compression;

/**
 * The header of a qcow2 image and all else in its first cluster: extensions, unknown fields, the name of the
 * backing file (specification, "Header"). Every value is within the bounds that QEMU sets, which does not
 * mean that the tables are sound, nor that the file is as long as they need.
 */
public final class Qcow2Header {

    static final int MAGIC = 0x514649fb;

    static final long DIRTY = 1;
    static final long CORRUPT = 1 << 1;
    static final long DATA_FILE = 1 << 2;
    static final long COMPRESSION_TYPE = 1 << 3;
    static final long EXTENDED_L2 = 1 << 4;
    static final long LAZY_REFCOUNTS = 1; // a compatible feature
    static final long BITMAPS_VALID = 1; // an autoclear feature
    static final long DATA_FILE_RAW = 1 << 1; // an autoclear feature

    static final int BACKING_FORMAT = 0xe2792aca;
    static final int FEATURE_NAMES = 0x6803f857;
    static final int BITMAPS = 0x23852875;
    static final int ENCRYPTION_HEADER = 0x0537be77;
    static final int DATA_FILE_NAME = 0x44415441;

    static final int V2_LENGTH = 72;
    static final int V3_LENGTH = 104;

    /** What an image is encrypted with. */
    public enum Encryption {
        AES, LUKS
    }

    /** One header extension, its data without padding. The caller leaves the array as it is. */
    record Extension(int type, byte[] data) {}

    /** A new header in the making; starts as a copy of one, or with the values of an empty image. */
    static final class Builder {
        int version = 3;
        int clusterBits = 16;
        long size;
        int cryptMethod;
        int l1Entries;
        long l1Offset;
        long refcountTableOffset;
        int refcountTableClusters;
        int snapshotCount;
        long snapshotsOffset;
        long incompatible;
        long compatible;
        long autoclear;
        int refcountOrder = 4;
        /** The bytes from 104 to the header's length: the compression type, padding, what is not known. */
        byte[] moreFields = new byte[8];
        List<Extension> extensions = new ArrayList<>();
        /** The name's bytes; empty where there is none. */
        byte[] backing = new byte[0];

        Qcow2Header build() {
            return new Qcow2Header(this);
        }

        /** Puts the extension in the place of the first of its type, or behind the others. */
        Builder setExtension(int type, byte[] data) {
            for (int i = 0; i < extensions.size(); i++) {
                if (extensions.get(i).type == type) {
                    extensions.set(i, new Extension(type, data));
                    return this;
                }
            }
            extensions.add(new Extension(type, data));
            return this;
        }

        Builder removeExtension(int type) {
            extensions.removeIf(extension -> extension.type == type);
            return this;
        }
    }

    private final int version;
    private final int clusterBits;
    private final long size;
    private final int cryptMethod;
    private final int l1Entries;
    private final long l1Offset;
    private final long refcountTableOffset;
    private final int refcountTableClusters;
    private final int snapshotCount;
    private final long snapshotsOffset;
    private final long incompatible;
    private final long compatible;
    private final long autoclear;
    private final int refcountOrder;
    private final byte[] moreFields;
    private final List<Extension> extensions;
    private final byte[] backing;

    private Qcow2Header(Builder builder) {
        version = builder.version;
        clusterBits = builder.clusterBits;
        size = builder.size;
        cryptMethod = builder.cryptMethod;
        l1Entries = builder.l1Entries;
        l1Offset = builder.l1Offset;
        refcountTableOffset = builder.refcountTableOffset;
        refcountTableClusters = builder.refcountTableClusters;
        snapshotCount = builder.snapshotCount;
        snapshotsOffset = builder.snapshotsOffset;
        incompatible = builder.incompatible;
        compatible = builder.compatible;
        autoclear = builder.autoclear;
        refcountOrder = builder.refcountOrder;
        moreFields = builder.version == 2 ? new byte[0] : builder.moreFields.clone();
        extensions = List.copyOf(builder.extensions);
        backing = builder.backing.clone();
    }

    /**
     * Reads and validates the header.
     *
     * @throws IOException one sentence: not qcow2, a feature that is not known, a number that cannot be
     */
    static Qcow2Header read(StoredFile file, String name) throws IOException {
        return new HeaderReader(file, name).read();
    }

    Builder toBuilder() {
        Builder builder = new Builder();
        builder.version = version;
        builder.clusterBits = clusterBits;
        builder.size = size;
        builder.cryptMethod = cryptMethod;
        builder.l1Entries = l1Entries;
        builder.l1Offset = l1Offset;
        builder.refcountTableOffset = refcountTableOffset;
        builder.refcountTableClusters = refcountTableClusters;
        builder.snapshotCount = snapshotCount;
        builder.snapshotsOffset = snapshotsOffset;
        builder.incompatible = incompatible;
        builder.compatible = compatible;
        builder.autoclear = autoclear;
        builder.refcountOrder = refcountOrder;
        builder.moreFields = moreFields.clone();
        builder.extensions = new ArrayList<>(extensions);
        builder.backing = backing.clone();
        return builder;
    }

    /**
     * Returns the first {@code length()} bytes: all that is switched by one write of a sector. The backing
     * name is said to lie at {@code backingOffset}, which is ignored where there is none.
     */
    ByteBuffer fields(long backingOffset) {
        ByteBuffer out = ByteBuffer.allocate(length());
        out.putInt(MAGIC).putInt(version).putLong(backing.length == 0 ? 0 : backingOffset)
                .putInt(backing.length).putInt(clusterBits).putLong(size).putInt(cryptMethod)
                .putInt(l1Entries).putLong(l1Offset).putLong(refcountTableOffset)
                .putInt(refcountTableClusters).putInt(snapshotCount).putLong(snapshotsOffset);
        if (version >= 3) {
            out.putLong(incompatible).putLong(compatible).putLong(autoclear).putInt(refcountOrder)
                    .putInt(length()).put(moreFields);
        }
        return out.flip();
    }

    /**
     * Returns the whole first cluster: fields, extensions, backing name, zeros.
     *
     * @throws IOException if it does not fit into one cluster
     */
    ByteBuffer firstCluster() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(clusterSize());
        int backingOffset = backingOffset();
        if (backingOffset + backing.length > clusterSize()) {
            throw new IOException("the header, its extensions and the backing file's name need "
                    + (backingOffset + backing.length) + " bytes, and a cluster has " + clusterSize());
        }
        out.put(fields(backingOffset));
        for (Extension extension : extensions) {
            out.putInt(extension.type).putInt(extension.data.length).put(extension.data)
                    .position(ceil8(out.position()));
        }
        if (backing.length > 0) {
            out.put(backingOffset, backing);
        }
        return out.rewind();
    }

    /** Whether the image has persistent dirty bitmaps, valid or not. */
    public boolean hasBitmaps() {
        return extension(BITMAPS).isPresent();
    }

    /** Where the name of the backing file lies in {@link #firstCluster}: behind the extensions' end. */
    int backingOffset() {
        int at = length();
        for (Extension extension : extensions) {
            at += 8 + ceil8(extension.data.length);
        }
        return at + 8;
    }

    private static int ceil8(int value) {
        return (value + 7) & ~7;
    }

    /** Bytes of the fields; the extensions follow. */
    int length() {
        return version == 2 ? V2_LENGTH : V3_LENGTH + moreFields.length;
    }

    public int version() {
        return version;
    }

    public int clusterBits() {
        return clusterBits;
    }

    public int clusterSize() {
        return 1 << clusterBits;
    }

    /** Bytes of the guest's disk, which need not be whole sectors. */
    public long size() {
        return size;
    }

    public Optional<Encryption> encryption() {
        return switch (cryptMethod) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Encryption.AES);
            default -> Optional.of(Encryption.LUKS);
        };
    }

    int l1Entries() {
        return l1Entries;
    }

    long l1Offset() {
        return l1Offset;
    }

    long refcountTableOffset() {
        return refcountTableOffset;
    }

    int refcountTableClusters() {
        return refcountTableClusters;
    }

    int snapshotCount() {
        return snapshotCount;
    }

    long snapshotsOffset() {
        return snapshotsOffset;
    }

    long incompatibleFeatures() {
        return incompatible;
    }

    long compatibleFeatures() {
        return compatible;
    }

    long autoclearFeatures() {
        return autoclear;
    }

    int refcountOrder() {
        return refcountOrder;
    }

    public int refcountBits() {
        return 1 << refcountOrder;
    }

    /** Whether the refcounts may be wrong, since a program that updates them lazily did not end properly. */
    public boolean isDirty() {
        return (incompatible & DIRTY) != 0;
    }

    /** Whether a program found it damaged while it was using it. */
    public boolean isCorrupt() {
        return (incompatible & CORRUPT) != 0;
    }

    /** Whether the guest's data lies in a file of its own. */
    public boolean hasDataFile() {
        return (incompatible & DATA_FILE) != 0;
    }

    /** Whether the data file is kept readable as a raw disk. */
    public boolean isDataFileRaw() {
        return (autoclear & DATA_FILE_RAW) != 0;
    }

    public boolean hasExtendedL2() {
        return (incompatible & EXTENDED_L2) != 0;
    }

    public boolean lazyRefcounts() {
        return (compatible & LAZY_REFCOUNTS) != 0;
    }

    /** How its clusters are compressed, where they are. */
    public Compression compressionType() {
        return moreFields.length > 0 && moreFields[0] == 1 ? Compression.ZSTD : Compression.ZLIB;
    }

    /** The file that shows through, as the image names it. */
    public Optional<String> backingName() {
        return backing.length == 0 ? Optional.empty() : Optional.of(text(backing));
    }

    /** QEMU's name of the backing file's format, as the image states it. */
    public Optional<String> backingFormat() {
        return extension(BACKING_FORMAT).map(Qcow2Header::text);
    }

    /** The file with the guest's data, as the image names it. */
    public Optional<String> dataFileName() {
        return extension(DATA_FILE_NAME).map(Qcow2Header::text);
    }

    List<Extension> extensions() {
        return extensions;
    }

    Optional<byte[]> extension(int type) {
        return extensions.stream().filter(extension -> extension.type == type).map(Extension::data)
                .findFirst();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
