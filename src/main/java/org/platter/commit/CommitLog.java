package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.platter.block.StoredFile;

/**
 * The log of a commit: one BEGIN, a MARK after each batch, one END; each a sealed block, written once and
 * durable before the next (C6). It ends at the first block that is not whole, since only the last one can be
 * unfinished.
 */
final class CommitLog implements Closeable {

    private static final int BEGIN = 1;
    private static final int MARK = 2;
    private static final int END = 3;

    /**
     * What a log says.
     *
     * @param batches that are durable
     * @param bytes of these
     * @param hasEnded whether all is done, and the journal is only still to be removed
     * @param records in the log
     */
    record Contents(UUID id, Begin begin, long batches, long bytes, boolean hasEnded, long records) {}

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
        Contents contents = null;
        for (long i = 0; i < blocks; i++) {
            ByteBuffer block = ByteBuffer.allocate(SealedBlock.SIZE);
            file.read(i * SealedBlock.SIZE, block);
            boolean isWhole = contents == null ? SealedBlock.isWhole(block, SealedBlock.LOG, i)
                    : SealedBlock.isWhole(block, SealedBlock.LOG, i, contents.id);
            if (!isWhole) {
                break;
            }
            contents = with(contents, block.position(SealedBlock.CONTENT));
        }
        if (contents == null && blocks > 1) {
            // a second record is only written once the first is durable: this was a journal
            throw new JournalDamage("The log of the interrupted commit is damaged at its start.");
        }
        return Optional.ofNullable(contents);
    }

    private static Contents with(Contents contents, ByteBuffer block) throws JournalDamage {
        int kind = block.getInt();
        if (contents == null) {
            if (kind != BEGIN) {
                throw new JournalDamage("The log of the interrupted commit does not begin with its "
                        + "beginning.");
            }
            return new Contents(SealedBlock.idOf(block), Begin.decode(block), 0, 0, false, 1);
        }
        return switch (kind) {
            case MARK -> new Contents(contents.id, contents.begin, block.getLong(), block.getLong(), false,
                    contents.records + 1);
            case END -> new Contents(contents.id, contents.begin, contents.begin.batches(),
                    contents.begin.bytes(), true, contents.records + 1);
            default -> throw new JournalDamage("The log of the interrupted commit has a record of kind "
                    + kind + ".");
        };
    }

    void begin(Begin begin) throws IOException {
        ByteBuffer block = block(BEGIN);
        begin.encode(block);
        append(block);
    }

    /** Says that so many batches are durable. */
    void mark(long batches, long bytes) throws IOException {
        append(block(MARK).putLong(batches).putLong(bytes));
    }

    void end() throws IOException {
        append(block(END));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer block(int kind) {
        return SealedBlock.create(SealedBlock.LOG, next, id).putInt(kind);
    }

    private void append(ByteBuffer block) throws IOException {
        file.write(next * SealedBlock.SIZE, SealedBlock.seal(block));
        // C5: durable before anything relies on it
        file.sync();
        next++;
    }
}
