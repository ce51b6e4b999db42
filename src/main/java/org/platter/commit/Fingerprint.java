package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/**
 * Tells whether an image is the one that a plan was made for, also when the plan was carried out in part: by
 * its first and last MiB as far as the plan leaves them alone, and by samples. What a finished batch copied
 * has to be at its target; what a batch is still to read has to be at its source.
 */
final class Fingerprint {

    private static final long EDGE = 1 << 20;
    private static final int SAMPLES = 512;

    /**
     * SHA-256 of what an image has at its ends.
     *
     * @param untilTables of {@code always} and of the partition tables behind that
     * @param always of what the plan never writes
     */
    record Hashes(byte[] untilTables, byte[] always) {}

    private final RangeSet tables;
    private final RangeSet always;

    private Fingerprint(RangeSet tables, RangeSet always) {
        this.tables = tables;
        this.always = always;
    }

    /** Reads the whole plan, which also tells whether it is whole. */
    static Fingerprint of(PlanReader plan, long tableBatch, long smallerSize) throws IOException {
        RangeSet edges = RangeSet.of(new ByteRange(0, Math.min(EDGE, smallerSize)),
                new ByteRange(Math.max(0, smallerSize - EDGE), smallerSize));
        List<ByteRange> early = new ArrayList<>();
        List<ByteRange> late = new ArrayList<>();
        for (Optional<PlanReader.Batch> batch = plan.next(); batch.isPresent(); batch = plan.next()) {
            for (Step step : batch.get().steps()) {
                if (step.writesImage()) {
                    for (ByteRange part : edges.within(step.targetRange())) {
                        (batch.get().number() < tableBatch ? early : late).add(part);
                    }
                }
            }
        }
        RangeSet untilTables = minus(edges, early);
        RangeSet always = minus(untilTables, late);
        return new Fingerprint(minus(untilTables, always), always);
    }

    /** The parts of the first and last MiB that the plan never writes. */
    RangeSet always() {
        return always;
    }

    Hashes hashes(StoredFile image) throws IOException {
        MessageDigest digest = Hash.begin();
        add(digest, image, always);
        try {
            byte[] alone = ((MessageDigest) digest.clone()).digest();
            add(digest, image, tables);
            return new Hashes(digest.digest(), alone);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of Java can be cloned", e);
        }
    }

    /** @throws IOException if the image is not the one of the journal */
    void check(StoredFile image, CommitLog.Contents log) throws IOException {
        Begin begin = log.begin();
        Hashes hashes = hashes(image);
        boolean isWhole = log.batches() < begin.tableBatch()
                ? Arrays.equals(hashes.untilTables, begin.untilTables())
                : Arrays.equals(hashes.always, begin.always());
        if (!isWhole) {
            throw new OtherImage("This is not the image that the interrupted commit belongs to, or "
                    + "somebody has written to it since: its beginning or its end is another one.");
        }
    }

    /**
     * Checks the samples of some of the batches.
     *
     * @param plan from its beginning
     * @throws IOException if the image is not the one of the journal
     */
    static void checkSamples(PlanReader plan, StoredFile image, StoredFile save, CommitLog.Contents log)
            throws IOException {
        long every = Math.max(1, log.begin().batches() / SAMPLES);
        for (Optional<PlanReader.Batch> next = plan.next(); next.isPresent(); next = plan.next()) {
            PlanReader.Batch batch = next.get();
            long ahead = batch.number() - log.batches();
            if (batch.number() % every != 0 && Math.abs(ahead) > 1 || batch.sample().isEmpty()) {
                continue;
            }
            Step sample = batch.sample().get();
            if (ahead < 0) {
                check(sample.kind() == Step.Kind.SAVE ? save : image, sample.target(), sample, batch);
            } else if (ahead > 0 || !batch.isBounced()) {
                check(image, sample.source(), sample, batch);
            }
        }
    }

    private static void check(StoredFile file, long offset, Step sample, PlanReader.Batch batch)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) sample.length());
        CRC32C sum = new CRC32C();
        if (offset + sample.length() <= file.size()) {
            file.read(offset, bytes);
            sum.update(bytes.flip());
        }
        if ((int) sum.getValue() != batch.end().crc()) {
            throw new OtherImage(String.format("This is not the image that the interrupted commit belongs "
                    + "to, or somebody has written to it since: its bytes at 0x%x are other ones.", offset));
        }
    }

    private static RangeSet minus(Iterable<ByteRange> ranges, Iterable<ByteRange> without) {
        RangeSet apart = RangeSet.of(without);
        List<ByteRange> left = new ArrayList<>();
        for (ByteRange range : ranges) {
            apart.complementWithin(range).forEach(left::add);
        }
        return RangeSet.of(left);
    }

    private static void add(MessageDigest digest, StoredFile image, RangeSet ranges) throws IOException {
        long size = image.size();
        for (ByteRange range : ranges) {
            // a range that is not there does not match
            if (range.end() <= size) {
                ByteBuffer bytes = ByteBuffer.allocate((int) range.length());
                image.read(range.start(), bytes);
                digest.update(bytes.flip());
            }
        }
    }
}
