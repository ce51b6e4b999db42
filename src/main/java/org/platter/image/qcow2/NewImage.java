package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;
import org.platter.image.qcow2.Qcow2Options.Compression;
import org.platter.image.qcow2.Qcow2Options.Preallocation;

/**
 * Writes an empty image: header, refcount table, L1 table, refcount blocks, and, where the clusters are
 * allocated beforehand, L2 tables and clusters. Each cluster of it is used once.
 */
final class NewImage {

    private static final int PIECE = 1 << 20;

    private final StoredFile file;
    private final Optional<StoredFile> dataFile;
    private final Qcow2Options options;
    private final RefcountFormat format;
    private final Geometry geometry;
    private final int clusterSize;
    private final boolean isAllocated;

    NewImage(StoredFile file, Optional<StoredFile> dataFile, Qcow2Options options) {
        if (options.dataFileName().isPresent() != dataFile.isPresent()) {
            throw new IllegalArgumentException("data file " + options.dataFileName());
        }
        this.file = file;
        this.dataFile = dataFile;
        this.options = options;
        this.clusterSize = options.clusterSize();
        int clusterBits = Integer.numberOfTrailingZeros(clusterSize);
        this.format = new RefcountFormat(clusterBits, Integer.numberOfTrailingZeros(options.refcountBits()));
        this.geometry = new Geometry(clusterBits, options.version(), options.extendedL2(),
                dataFile.isPresent());
        // A data file that is raw at all times is one to which every cluster belongs from the start.
        this.isAllocated = options.preallocation() != Preallocation.OFF || options.dataFileRaw();
    }

    void write() throws IOException {
        long size = options.wholeSize();
        long l1Entries = geometry.l1EntriesFor(size);
        long l1 = clusters(l1Entries * 8);
        long tables = isAllocated ? l1Entries : 0;
        long data = isAllocated && dataFile.isEmpty() ? clusters(size) : 0;
        long refcountTable = 1;
        long blocks = 1;
        long total;
        for (;;) { // the counts count themselves
            total = 1 + refcountTable + blocks + l1 + tables + data;
            long neededBlocks = ByteSize.ceil(total, 1L << format.blockBits()) >> format.blockBits();
            long neededTable = clusters(neededBlocks * 8);
            if (neededBlocks <= blocks && neededTable <= refcountTable) {
                break;
            }
            blocks = Math.max(blocks, neededBlocks);
            refcountTable = Math.max(refcountTable, neededTable);
        }
        long blockStart = 1 + refcountTable;
        long l1Start = blockStart + blocks;
        long tableStart = l1Start + l1;
        long dataStart = tableStart + tables;
        writeNumbers(place(1), refcountTable, blocks, place(blockStart), 0);
        writeCounts(place(blockStart), blocks, total);
        writeNumbers(place(l1Start), l1, tables, place(tableStart), Geometry.COPIED);
        writeTables(place(tableStart), tables, clusters(size), dataFile.isPresent() ? 0 : place(dataStart));
        if (!file.isBlockDevice()) {
            file.resize(Math.max(file.size(), place(total)));
        }
        allocate(file, ByteRange.of(place(dataStart), place(data)));
        if (dataFile.isPresent()) {
            dataFile.get().resize(size);
            allocate(dataFile.get(), new ByteRange(0, size));
            dataFile.get().sync();
        }
        file.sync();
        // The header last: before, it is no image.
        file.write(0, header(size, l1Entries, l1 == 0 ? 0 : place(l1Start), refcountTable).firstCluster());
        file.sync();
    }

    private Qcow2Header header(long size, long l1Entries, long l1Offset, long refcountTable) {
        Qcow2Header.Builder header = new Qcow2Header.Builder();
        header.version = options.version();
        header.clusterBits = geometry.clusterBits();
        header.size = size;
        header.l1Entries = ByteSize.toInt(l1Entries);
        header.l1Offset = l1Offset;
        header.refcountTableOffset = place(1);
        header.refcountTableClusters = ByteSize.toInt(refcountTable);
        header.refcountOrder = format.order();
        if (options.compression() == Compression.ZSTD) {
            header.incompatible |= Qcow2Header.COMPRESSION_TYPE;
            header.moreFields[0] = 1;
        }
        header.incompatible |= options.extendedL2() ? Qcow2Header.EXTENDED_L2 : 0;
        header.compatible |= options.lazyRefcounts() ? Qcow2Header.LAZY_REFCOUNTS : 0;
        options.backingName().ifPresent(name -> header.backing = bytes(name));
        options.backingFormat().ifPresent(name -> header.setExtension(Qcow2Header.BACKING_FORMAT,
                bytes(name)));
        options.dataFileName().ifPresent(name -> {
            header.incompatible |= Qcow2Header.DATA_FILE;
            header.setExtension(Qcow2Header.DATA_FILE_NAME, bytes(name));
        });
        header.autoclear |= options.dataFileRaw() ? Qcow2Header.DATA_FILE_RAW : 0;
        return header.build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a table whose first {@code entries} point at clusters in a row. */
    private void writeNumbers(long at, long clusters, long entries, long first, long flags)
            throws IOException {
        Output out = new Output(at);
        for (long i = 0; i < place(clusters) / 8; i++) {
            out.put(i < entries ? first + place(i) | flags : 0);
        }
        out.flush();
    }

    private void writeCounts(long at, long blocks, long total) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, clusterSize));
        int perPiece = piece.capacity() * 8 >> format.order();
        long hostOffset = at;
        for (long first = 0; first < blocks << format.blockBits(); first += perPiece) {
            for (int i = 0; i < perPiece; i++) {
                format.set(piece, i, first + i < total ? 1 : 0);
            }
            file.write(hostOffset, piece.clear());
            hostOffset += piece.capacity();
        }
    }

    /** As QEMU has it, clusters with subclusters have a place from the start, and no subcluster is in it. */
    private void writeTables(long at, long tables, long clusters, long firstData) throws IOException {
        Output out = new Output(at);
        for (long cluster = 0; cluster < tables * geometry.l2Entries(); cluster++) {
            out.put(cluster < clusters ? firstData + place(cluster) | Geometry.COPIED : 0);
            if (geometry.extended()) {
                out.put(0);
            }
        }
        out.flush();
    }

    private void allocate(StoredFile target, ByteRange range) throws IOException {
        if (range.isEmpty() || options.preallocation() == Preallocation.OFF
                || options.preallocation() == Preallocation.METADATA
                || options.preallocation() == Preallocation.FALLOC && target.tryAllocate(range)) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocate(PIECE);
        for (long at = range.start(); at < range.end(); at += PIECE) {
            target.write(at, zeros.clear().limit((int) Math.min(PIECE, range.end() - at)));
        }
    }

    private long clusters(long bytes) {
        return ByteSize.ceil(bytes, clusterSize) >> geometry.clusterBits();
    }

    private long place(long cluster) {
        return cluster << geometry.clusterBits();
    }

    /** Numbers of eight bytes on their way to the file, many at once. */
    private final class Output {
        private final ByteBuffer bytes = ByteBuffer.allocate(256 << 10);
        private long hostOffset;

        Output(long hostOffset) {
            this.hostOffset = hostOffset;
        }

        void put(long value) throws IOException {
            bytes.putLong(value);
            if (!bytes.hasRemaining()) {
                flush();
            }
        }

        void flush() throws IOException {
            bytes.flip();
            int length = bytes.remaining();
            file.write(hostOffset, bytes);
            hostOffset += length;
            bytes.clear();
        }
    }
}
