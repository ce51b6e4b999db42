package org.platter.image.qcow2;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.platter.block.StoredFile;
import org.platter.image.qcow2.Qcow2Options.Compression;

/**
 * Unpacks compressed clusters (specification, "Compressed Clusters Descriptor"), and keeps the latest ones.
 * No more than one cluster ever comes out, whatever goes in.
 */
final class Compressed {

    private static final int MAX_BYTES = 1 << 20;
    /** Making one costs as much as unpacking some KiB. */
    private static final ThreadLocal<Inflater> INFLATERS = ThreadLocal.withInitial(() -> new Inflater(true));
    /** What a thread reads packed clusters into. */
    private static final ThreadLocal<ByteBuffer> PACKED = ThreadLocal
            .withInitial(() -> ByteBuffer.allocateDirect(0));

    private final StoredFile file;
    private final Geometry geometry;
    private final Compression compression;
    private final String name;
    private final int kept;
    private final Map<Long, byte[]> clusters = new LinkedHashMap<>(16, 0.75f, true);

    Compressed(StoredFile file, Geometry geometry, Compression compression, String name) {
        this.file = file;
        this.geometry = geometry;
        this.compression = compression;
        this.name = name;
        this.kept = (int) Math.max(1, MAX_BYTES / geometry.clusterSize());
    }

    /**
     * Returns the cluster of a compressed entry, to be read only.
     *
     * @throws IOException one sentence, if the file ends before, or the bytes do not unpack to one cluster
     */
    byte[] cluster(long entry) throws IOException {
        synchronized (clusters) {
            byte[] known = clusters.get(entry);
            if (known != null) {
                return known;
            }
        }
        byte[] cluster = unpack(entry);
        synchronized (clusters) {
            clusters.put(entry, cluster);
            if (clusters.size() > kept) {
                clusters.remove(clusters.keySet().iterator().next());
            }
        }
        return cluster;
    }

    /** Forgets what is kept: the places in the file may have been used again. */
    void forgetAll() {
        synchronized (clusters) {
            clusters.clear();
        }
    }

    /**
     * Fills a direct buffer with the cluster of an entry, keeping nothing; several threads do so without a
     * wait for each other, which arrays would be.
     */
    void unpackWhole(long entry, ByteBuffer cluster) throws IOException {
        int length = packedLength(entry);
        ByteBuffer packed = PACKED.get();
        if (packed.capacity() < length) {
            packed = ByteBuffer.allocateDirect(Math.max(length, (int) geometry.clusterSize()));
            PACKED.set(packed);
        }
        file.read(geometry.compressedOffset(entry), packed.clear().limit(length));
        packed.flip();
        int end = cluster.limit();
        int size = compression == Compression.ZSTD
                ? unzstd(packed, cluster) : inflate(packed, cluster.slice());
        if (size != geometry.clusterSize()) {
            throw damaged(entry);
        }
        cluster.position(end);
    }

    private byte[] unpack(long entry) throws IOException {
        ByteBuffer packed = ByteBuffer.allocate(packedLength(entry));
        file.read(geometry.compressedOffset(entry), packed);
        byte[] cluster = new byte[(int) geometry.clusterSize()];
        int size = compression == Compression.ZSTD ? unzstd(packed.array(), cluster)
                : inflate(packed.flip(), ByteBuffer.wrap(cluster));
        if (size != cluster.length) {
            throw damaged(entry);
        }
        return cluster;
    }

    private int packedLength(long entry) throws IOException {
        long offset = geometry.compressedOffset(entry);
        // What was written last may end with the file, before the end of its sector.
        long length = Math.min(geometry.compressedLength(entry), file.size() - offset);
        if (length <= 0) {
            throw new IOException(String.format(
                    "%s is cut off: a compressed cluster at 0x%x lies past its end.", name, offset));
        }
        return (int) length;
    }

    private IOException damaged(long entry) {
        return new IOException(String.format("%s is damaged: the compressed cluster at 0x%x does not unpack.",
                name, geometry.compressedOffset(entry)));
    }

    private static int inflate(ByteBuffer packed, ByteBuffer cluster) {
        Inflater inflater = INFLATERS.get();
        inflater.reset();
        try {
            inflater.setInput(packed);
            for (int got = 1; got > 0 && cluster.hasRemaining();) {
                got = inflater.inflate(cluster);
            }
            return inflater.inflate(new byte[1]) == 0
                    ? cluster.position() : -1; // nobody packed more than a cluster
        } catch (DataFormatException e) {
            return -1;
        }
    }

    /** One frame; what follows it up to the end of the sector is not part of it. */
    private static int unzstd(byte[] packed, byte[] cluster) {
        try {
            long frame = Zstd.findFrameCompressedSize(packed, 0, packed.length);
            return frame < 0 || frame > packed.length ? -1
                    : (int) Zstd.decompressByteArray(cluster, 0, cluster.length, packed, 0, (int) frame);
        } catch (ZstdException e) {
            return -1;
        }
    }

    private static int unzstd(ByteBuffer packed, ByteBuffer cluster) {
        try {
            long frame = Zstd.findFrameCompressedSize(packed);
            return frame < 0 || frame > packed.remaining() ? -1
                    : (int) Zstd.decompressDirectByteBuffer(cluster, cluster.position(), cluster.remaining(),
                            packed, 0, (int) frame);
        } catch (ZstdException e) {
            return -1;
        }
    }
}
