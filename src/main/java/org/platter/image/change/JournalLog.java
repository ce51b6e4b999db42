package org.platter.image.change;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/**
 * What the log of a journal says of its commit as a whole.
 *
 * @param id the journal's
 * @param hasEnded whether all is done, and the journal is only still to be removed
 */
public record JournalLog(UUID id, boolean hasEnded) {

    /** The kinds of records, the first four bytes of each. */
    public static final int BEGIN = 1;
    public static final int MARK = 2;
    public static final int END = 3;

    /** Returns what the log says, or nothing if the commit never began. */
    static Optional<JournalLog> read(StoredFile file) throws IOException {
        JournalLog[] found = new JournalLog[1];
        SealedBlock.readLog(file, (number, record) -> found[0] = new JournalLog(SealedBlock.idOf(record),
                record.getInt() == END));
        return Optional.ofNullable(found[0]);
    }
}
