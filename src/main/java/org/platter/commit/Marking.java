package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.block.StoredFile;
import org.platter.image.change.ChangeRecord;
import org.platter.image.change.ChangeRecord.Sample;
import org.platter.image.change.ChangeRecords;
import org.platter.image.change.Mark;
import org.platter.stage.Scratch;

/**
 * Lets an image say that it is half changed, from before its first byte is overwritten until the last one is
 * durable (C11): by a mark on the file and by a record of this user's.
 *
 * @param path the image, of a loop device the file that it shows
 * @param device with {@code inode}: which file that is
 * @param journal the folder of the journal
 */
record Marking(Path path, long device, long inode, Path journal, ChangeRecords records) {

    /** Steps of the first batch, and of those that write tables; as many batches between them. */
    private static final int MAX_SAMPLES = 64;

    /**
     * Marks an image that is as it was before the change.
     *
     * @throws IOException if it can be neither marked nor recorded
     */
    void begin(StoredFile image, UUID id, Begin begin, Fingerprint kept, PlanReader plan, Scratch scratch)
            throws IOException {
        Mark mark = mark(id);
        List<Sample> first = new ArrayList<>();
        List<Sample> last = new ArrayList<>();
        collect(plan, begin, image, scratch, first, last);
        boolean isMarked = image.trySetMark(mark.encode());
        boolean isRecorded = records.tryWrite(new ChangeRecord(mark, isMarked, begin.oldSize(),
                begin.newSize(), kept.always(), begin.always(), first, last));
        if (!isMarked && !isRecorded && !image.isBlockDevice()) {
            throw new IOException("It cannot be noted that the image is about to change: its file system has "
                    + "no extended attributes, and nothing can be written to the folder for this user's "
                    + "state (.local/state). Nothing was changed.");
        }
    }

    /** Marks an image whose change goes on, which may be another file with the same bytes. */
    void goOn(StoredFile image, UUID id) throws IOException {
        image.trySetMark(mark(id).encode());
    }

    /**
     * The log says that all is done and durable.
     *
     * @param wasInterrupted whether the image was half changed long enough to be copied
     */
    void end(StoredFile image, UUID id, boolean wasInterrupted) throws IOException {
        image.removeMark();
        if (wasInterrupted) {
            records.keepAsPast(id);
        } else {
            records.remove(id);
        }
    }

    /** Nothing was written after {@link #begin}, and nothing will be. */
    void takeBack(StoredFile image, UUID id) throws IOException {
        image.removeMark();
        records.remove(id);
    }

    private Mark mark(UUID id) {
        return new Mark(id, device, inode, path, journal);
    }

    private static void collect(PlanReader plan, Begin begin, StoredFile image, Scratch scratch,
            List<Sample> first, List<Sample> last) throws IOException {
        long every = Math.max(1, begin.tableBatch() / MAX_SAMPLES);
        for (Optional<PlanReader.Batch> next = plan.next(); next.isPresent(); next = plan.next()) {
            PlanReader.Batch batch = next.get();
            boolean isTables = batch.number() >= begin.tableBatch();
            List<Sample> samples = isTables ? last : first;
            int most = samples.size() + (isTables || batch.number() == 0 ? MAX_SAMPLES : 1);
            if (isTables || batch.number() % every == 0) {
                for (Step step : batch.steps()) {
                    if (samples.size() < most) {
                        sample(step, image, scratch).ifPresent(samples::add);
                    }
                }
            }
        }
    }

    /** Returns the bytes at the beginning of what a step writes, if they become others. */
    private static Optional<Sample> sample(Step step, StoredFile image, Scratch scratch) throws IOException {
        if (!step.writesImage() || step.kind() == Step.Kind.RESTORE) {
            return Optional.empty(); // what is restored is not saved yet
        }
        Step front = step.sample();
        ByteBuffer bytes = ByteBuffer.allocate((int) front.length());
        if (step.readsImage()) {
            image.read(step.source(), bytes);
        } else if (step.kind() == Step.Kind.SCRATCH) {
            scratch.read(step.source(), bytes);
        }
        int changed = crc(bytes);
        ByteBuffer there = ByteBuffer.allocate((int) front.length());
        if (step.target() + front.length() <= image.size()) {
            image.read(step.target(), there);
        }
        int old = crc(there);
        return old == changed ? Optional.empty()
                : Optional.of(new Sample(step.target(), (int) front.length(), old, changed));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.clear());
        return (int) sum.getValue();
    }
}
