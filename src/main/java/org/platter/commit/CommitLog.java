package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;
import org.platter.image.change.JournalLog;

/**
 * The log of a commit: one BEGIN, a MARK after each batch, one END; each a sealed block, written twice and
 * durable before the next (C6). A record of which neither copy is whole is damaged if there is a later one,
 * which then stands for it too; else it is the one that was being written.
 */
final class CommitLog implements Closeable {

    /**
     * What a log says.
     *
     * @param batches that are durable
     * @param bytes of these
     * @param saved checksum of what these saved, see {@link SaveSum}
     * @param hasEnded whether all is done, and the journal is only still to be removed
     * @param records in the log
     */
    record Contents(UUID id, Begin begin, long batches, long bytes, int saved, boolean hasEnded,
            long records) {}

    private final StoredFile file;
    private final UUID id;
    private long next;

    /** Goes on behind the given number of records. */
    CommitLog(StoredFile file, UUID id, long records) {
        this.file = file;
        this.id = id;
        this.next = records;
    }

    /**
     * Returns what the log says, or nothing if it has not begun.
     *
     * @throws JournalDamage if it began but cannot be understood
     */
    static Optional<Contents> read(StoredFile file) throws IOException {
        long blocks = file.size() / SealedBlock.SIZE;
        if (blocks > 0 && SealedBlock.isWhole(SealedBlock.read(file, 0), SealedBlock.FIRST_LOG, 0)) {
            throw Begin.ofVersion(1);
        }
        Contents[] found = new Contents[1];
        SealedBlock.readLog(file, (number,
                record) -> found[0] = number == 0 ? begin(record) : with(found[0], record, number + 1));
        if (found[0] == null && blocks > SealedBlock.COPIES) {
            // a second record is only written once the first is durable: this was a journal
            throw new JournalDamage("The log of the interrupted commit is damaged at its start.");
        }
        return Optional.ofNullable(found[0]);
    }

    private static Contents begin(ByteBuffer block) throws JournalDamage {
        if (block.getInt() != JournalLog.BEGIN) {
            throw new JournalDamage("The log of the interrupted commit does not begin with its beginning.");
        }
        return new Contents(SealedBlock.idOf(block), Begin.decode(block), 0, 0, 0, false, 1);
    }

    private static Contents with(Contents contents, ByteBuffer block, long records) throws JournalDamage {
        int kind = block.getInt();
        return switch (kind) {
            case JournalLog.MARK -> new Contents(contents.id, contents.begin, block.getLong(),
                    block.getLong(), block.getInt(), false, records);
            case JournalLog.END -> new Contents(contents.id, contents.begin, contents.begin.batches(),
                    contents.begin.bytes(), contents.saved, true, records);
            default -> throw new JournalDamage("The log of the interrupted commit has a record of kind "
                    + kind + ".");
        };
    }

    void begin(Begin begin) throws IOException {
        ByteBuffer block = block(JournalLog.BEGIN);
        begin.encode(block);
        append(block);
    }

    /** Says that so many batches are durable. */
    void mark(long batches, long bytes, int saved) throws IOException {
        append(block(JournalLog.MARK).putLong(batches).putLong(bytes).putInt(saved));
    }

    void end() throws IOException {
        append(block(JournalLog.END));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer block(int kind) {
        return SealedBlock.create(SealedBlock.LOG, next, id).putInt(kind);
    }

    private void append(ByteBuffer block) throws IOException {
        SealedBlock.seal(block);
        for (int copy = 0; copy < SealedBlock.COPIES; copy++) {
            file.write((next * SealedBlock.COPIES + copy) * SealedBlock.SIZE, block.duplicate());
        }
        // C5: durable before anything relies on it
        file.sync();
        next++;
    }
}
