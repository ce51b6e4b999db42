package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Span;

/**
 * An image made of clusters, in memory: each is its own bytes, zeros, or what the backing image shows there.
 */
final class ClusterModel implements DiskImage {

    private static final byte[] ZERO = {};

    final int cluster;
    private final Optional<DiskImage> backing;
    private long size;
    /** For each cluster its bytes, {@link #ZERO}, or null where it is not allocated. */
    private byte[][] clusters;

    ClusterModel(int cluster, long size, Optional<DiskImage> backing) {
        this.cluster = cluster;
        this.size = size;
        this.backing = backing;
        this.clusters = new byte[count(size)][];
    }

    /** Fills each cluster with bytes, zeros or nothing, by chance. */
    void fill(Random random, int holes) {
        for (int i = 0; i < clusters.length; i++) {
            int kind = random.nextInt(2 + holes);
            if (kind < 2) {
                // also what lies behind the end of the disk
                clusters[i] = new byte[cluster];
                random.nextBytes(clusters[i]);
                Arrays.fill(clusters[i], 0, kind == 0 ? 0 : random.nextInt(cluster), (byte) 0);
            } else if (kind == 2) {
                clusters[i] = ZERO;
            }
        }
    }

    private int count(long bytes) {
        return (int) ((bytes + cluster - 1) / cluster);
    }

    /** Does to a copy what a plan says, as an update would; all sources are those of before. */
    final class Changed implements Clusters {

        final ClusterModel after;
        private final Composition composition;
        private final Random random;
        private long last;

        Changed(long newSize, Composition composition, Random random) {
            after = new ClusterModel(cluster, newSize, backing);
            int kept = Math.min(clusters.length, after.clusters.length);
            System.arraycopy(clusters, 0, after.clusters, 0, kept);
            if (newSize > size) {
                // what an image grows by reads as zeros
                for (int i = clusters.length; i < after.clusters.length; i++) {
                    after.clusters[i] = backing.isPresent() ? ZERO : null;
                }
            }
            this.composition = composition;
            this.random = random;
        }

        private void each(ByteRange run, java.util.function.IntConsumer action) {
            if (run.isEmpty() || run.start() < last || run.start() % cluster != 0
                    || run.end() % cluster != 0 && run.end() != after.size && run.end() > size) {
                throw new IllegalStateException("run " + run + " after " + last);
            }
            last = run.end();
            for (int i = (int) (run.start() / cluster); i < count(run.end()); i++) {
                if (i < after.clusters.length) {
                    action.accept(i);
                }
            }
        }

        @Override
        public void share(ByteRange run, long source) {
            if (source % cluster != 0 || source + run.length() > size) {
                throw new IllegalStateException("source " + source + " of " + run);
            }
            int by = (int) ((source - run.start()) / cluster);
            each(run, i -> after.clusters[i] = clusters[i + by]);
        }

        @Override
        public void zero(ByteRange run) {
            each(run, i -> after.clusters[i] = ZERO);
        }

        @Override
        public void drop(ByteRange run) {
            each(run, i -> {
                after.clusters[i] = random.nextBoolean() ? null : new byte[cluster];
                if (after.clusters[i] != null) {
                    random.nextBytes(after.clusters[i]);
                }
            });
        }

        @Override
        public void compose(ByteRange run, Reason reason) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate((int) run.length() + cluster);
            random.nextBytes(buffer.array());
            ByteBuffer bytes = composition.read(run.start(), (int) run.length(), buffer);
            each(run, i -> {
                byte[] content = new byte[cluster];
                bytes.get(content, 0, Math.min(cluster, bytes.remaining()));
                after.clusters[i] = content;
            });
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            int within = (int) (offset % cluster);
            int length = Math.min(into.remaining(), cluster - within);
            byte[] bytes = clusters[(int) (offset / cluster)];
            if (bytes == null && backing.isPresent()) {
                DiskImage below = backing.get();
                int there = (int) Math.max(0, Math.min(length, below.size() - offset));
                if (there > 0) {
                    below.read(offset, into.slice(into.position(), there));
                    into.position(into.position() + there);
                }
                into.put(new byte[length - there]);
            } else if (bytes == null || bytes == ZERO) {
                into.put(new byte[length]);
            } else {
                into.put(bytes, within, length);
            }
            offset += length;
        }
    }

    @Override
    public List<Span> spans(ByteRange window) {
        List<Span> spans = new ArrayList<>();
        for (int i = (int) (window.start() / cluster); i < count(window.end()); i++) {
            ByteRange range = ByteRange.of((long) i * cluster, cluster).intersection(window).orElseThrow();
            spans.add(new Span(range, clusters[i] == null ? Span.Kind.UNALLOCATED
                    : clusters[i] == ZERO ? Span.Kind.ZERO : Span.Kind.DATA, OptionalLong.empty()));
        }
        return spans;
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        RangeSet.Builder data = new RangeSet.Builder();
        for (Span span : spans(window)) {
            if (span.kind() == Span.Kind.DATA) {
                data.add(span.range().start(), span.range().end());
            } else if (span.kind() == Span.Kind.UNALLOCATED && backing.isPresent()) {
                long end = Math.min(span.range().end(), backing.get().size());
                if (span.range().start() < end) {
                    backing.get().data(new ByteRange(span.range().start(), end))
                            .forEach(range -> data.add(range.start(), range.end()));
                }
            }
        }
        return data.build();
    }

    @Override
    public Path path() {
        return Path.of("model");
    }

    @Override
    public String format() {
        return "model";
    }

    @Override
    public void resize(long newSize) {
        throw new UnsupportedOperationException("no commit resizes it");
    }

    @Override
    public long allocatedBytes() {
        return 0;
    }

    @Override
    public HostFile file() {
        throw new UnsupportedOperationException("it is in no file");
    }

    @Override
    public Optional<DiskImage> backing() {
        return backing;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return CrashWorld.SECTOR;
    }

    @Override
    public String description() {
        return "model";
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        throw new IllegalStateException("C1: the base is not written");
    }

    @Override
    public void zero(ByteRange range) {
        throw new IllegalStateException("C1: the base is not written");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
