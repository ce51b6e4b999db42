package org.platter.transfer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.platter.base.ByteRange;
import org.platter.host.Zlib;
import org.platter.image.DiskImage;

/**
 * A new image whose clusters are compressed, each in one of several threads, and placed by the one that
 * writes.
 */
public final class CompressedTarget implements Target, Closeable {

    /** Places a compressed cluster in the image. */
    @FunctionalInterface
    public interface Placing {
        /** @param packed what {@code cluster} became, fewer bytes than that */
        void place(long guestOffset, ByteBuffer cluster, byte[] packed) throws IOException;
    }

    /** Compresses one cluster after the other. */
    private interface Packer extends Closeable {
        /** Returns how many bytes were put into {@code into}; 0 where they do not fit. */
        int pack(ByteBuffer cluster, ByteBuffer into) throws IOException;
    }

    /** As QEMU does, in one frame of the default level. */
    private static final class ZstdPacker implements Packer {

        private final ZstdCompressCtx context = new ZstdCompressCtx();
        private final ByteBuffer roomy;

        ZstdPacker(int clusterSize) {
            roomy = ByteBuffer.allocateDirect((int) Zstd.compressBound(clusterSize));
        }

        @Override
        public int pack(ByteBuffer cluster, ByteBuffer into) {
            long length = context.compressDirectByteBuffer(roomy, 0, roomy.capacity(), cluster,
                    cluster.position(), cluster.remaining());
            if (length > into.remaining()) {
                return 0;
            }
            into.put(into.position(), roomy, 0, (int) length);
            return (int) length;
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** Deflate with the window that QEMU reads. */
    private static final class ZlibPacker implements Packer {

        private final Zlib zlib = new Zlib();

        ZlibPacker() throws IOException {}

        @Override
        public int pack(ByteBuffer cluster, ByteBuffer into) throws IOException {
            int start = into.position();
            return zlib.tryDeflate(cluster, into) ? into.position() - start : 0;
        }

        @Override
        public void close() {
            zlib.close();
        }
    }

    /** A packer with the room for a cluster before and after. */
    private record Bench(Packer packer, ByteBuffer whole, ByteBuffer packed) {}

    private final DiskImage disk;
    private final Placing placing;
    private final int clusterSize;
    private final boolean zstd;
    private final Queue<Bench> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param disk takes the clusters that do not get smaller
     * @param zstd false to deflate
     */
    public CompressedTarget(DiskImage disk, Placing placing, int clusterSize, boolean zstd) {
        this.disk = disk;
        this.placing = placing;
        this.clusterSize = clusterSize;
        this.zstd = zstd;
    }

    @Override
    public int granularity() {
        return clusterSize;
    }

    @Override
    public int batch() {
        return clusterSize;
    }

    @Override
    public Prepared prepare(long offset, ByteBuffer cluster) throws IOException {
        Bench bench = idle.poll();
        if (bench == null) {
            bench = new Bench(zstd ? new ZstdPacker(clusterSize) : new ZlibPacker(),
                    ByteBuffer.allocateDirect(clusterSize), ByteBuffer.allocateDirect(clusterSize - 1));
        }
        ByteBuffer whole = cluster;
        if (cluster.remaining() < clusterSize) { // the disk ends in it
            whole = bench.whole.clear();
            Zeros.put(whole, 0, clusterSize);
            whole.put(0, cluster, cluster.position(), cluster.remaining());
        }
        int length = bench.packer.pack(whole, bench.packed.clear());
        byte[] packed = new byte[length];
        bench.packed.get(0, packed);
        idle.add(bench);
        return length == 0 ? () -> disk.write(offset, cluster) : () -> placing.place(offset, cluster, packed);
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
        disk.write(offset, bytes);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        disk.zero(range);
    }

    @Override
    public void startSync() throws IOException {
        disk.file().startSync();
    }

    /** Frees what compresses; only when no thread prepares any more. */
    @Override
    public void close() throws IOException {
        for (Bench bench = idle.poll(); bench != null; bench = idle.poll()) {
            bench.packer.close();
        }
    }
}
