package org.platter.image.qcow2;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.image.capability.ClusterCost;

/** The tables that an update rebuilds, as far as the L1 table tells. */
public final class TableCost implements ClusterCost {

    private final Mapping mapping;
    private final Geometry geometry;
    private final Qcow2Header header;
    private final long fileSize;
    private final boolean hasBacking;
    /** L2 tables that are made. */
    private long tables;
    private long latest = -1;
    private long composed;
    private long shared;
    private boolean isChanged;

    TableCost(Mapping mapping, Geometry geometry, Qcow2Header header, long fileSize) {
        this.mapping = mapping;
        this.geometry = geometry;
        this.header = header;
        this.fileSize = fileSize;
        this.hasBacking = header.backingOffset() != 0;
    }

    @Override
    public void compose(ByteRange run) throws IOException {
        composed += run.length();
        each(run, (index, isWhole) -> true);
    }

    @Override
    public void share(ByteRange run, long source) throws IOException {
        shared += run.length();
        long distance = run.start() - source;
        long span = 1L << geometry.tableBits();
        each(run, (index, isWhole) -> {
            long first = Math.max(0,
                    geometry.l1Index(Math.max(0, (index << geometry.tableBits()) - distance)));
            boolean isShifted = distance % span != 0;
            boolean hasSource = has(first) || isShifted && has(first + 1);
            return isWhole ? isShifted && hasSource : hasSource || has(index);
        });
    }

    @Override
    public void zero(ByteRange run) throws IOException {
        each(run, (index, isWhole) -> hasBacking || !isWhole && has(index));
    }

    @Override
    public void drop(ByteRange run) throws IOException {
        each(run, (index, isWhole) -> !isWhole && has(index));
    }

    private interface Question {
        boolean isMade(long index, boolean isWhole) throws IOException;
    }

    private void each(ByteRange run, Question question) throws IOException {
        isChanged = true;
        for (long index = geometry.l1Index(run.start()); index <= geometry.l1Index(run.end() - 1); index++) {
            long start = index << geometry.tableBits();
            boolean isWhole = run.start() <= start && start + (1L << geometry.tableBits()) <= run.end();
            if (index != latest && question.isMade(index, isWhole)) {
                latest = index;
                tables++;
            }
        }
    }

    private boolean has(long index) throws IOException {
        return mapping.l1Entry(index) != 0;
    }

    @Override
    public long bytes(long newSize) {
        if (!isChanged && newSize == header.size()) {
            return 0;
        }
        long cluster = geometry.clusterSize();
        long l1 = clusters(8 * geometry.l1EntriesFor(newSize));
        long perBlock = cluster * 8 >> header.refcountOrder();
        long fresh = clusters(composed) + tables + l1 + header.refcountTableClusters();
        long all = ceil(clusters(fileSize) + fresh, perBlock);
        long touched = 1 + ceil(fresh, perBlock) + ceil(shared >> geometry.clusterBits(), perBlock);
        long blocks = Math.min(all, touched);
        return (tables + l1 + header.refcountTableClusters() + blocks) * cluster;
    }

    private long clusters(long bytes) {
        return ByteSize.ceil(bytes, geometry.clusterSize()) >> geometry.clusterBits();
    }

    private static long ceil(long value, long unit) {
        return (value + unit - 1) / unit;
    }
}
