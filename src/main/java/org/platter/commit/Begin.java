package org.platter.commit;

import java.nio.ByteBuffer;
import org.platter.block.SealedBlock;

/**
 * What the first record of a log says. From when it is durable on, the commit is going to be finished.
 *
 * @param oldSize bytes of the image file before
 * @param newSize bytes after
 * @param blocks of the plan
 * @param batches of the plan
 * @param tableBatch the first batch that writes partition tables
 * @param bytes that all batches copy
 * @param scratchLength bytes of the scratch; the plan has their checksums
 * @param device where the image lay, with {@code inode}
 * @param plan SHA-256 of the plan
 * @param script SHA-256 of the script
 * @param untilTables SHA-256 of what the image has at its ends until partition tables are written, as of
 *     {@link Fingerprint.Hashes}
 * @param always SHA-256 of what the image has at its ends and keeps
 */
record Begin(long oldSize, long newSize, long blocks, long batches, long tableBatch, long bytes,
        int scriptLength, long scratchLength, long device, long inode, byte[] plan, byte[] script,
        byte[] untilTables, byte[] always) {

    /** Far more than anybody types. */
    static final int MAX_SCRIPT_LENGTH = 16 << 20;

    private static final int VERSION = 3;
    private static final int HASH = 32;

    void encode(ByteBuffer into) {
        into.putInt(VERSION).putLong(oldSize).putLong(newSize).putLong(blocks).putLong(batches)
                .putLong(tableBatch);
        into.putLong(bytes).putInt(scriptLength).putLong(scratchLength).putLong(device).putLong(inode);
        for (byte[] hash : new byte[][] {plan, script, untilTables, always}) {
            into.put(hash, 0, HASH);
        }
    }

    /** @throws JournalDamage if it was written by another version, or has impossible numbers */
    static Begin decode(ByteBuffer from) throws JournalDamage {
        int version = from.getInt();
        if (version != VERSION) {
            throw ofVersion(version);
        }
        Begin begin = new Begin(from.getLong(), from.getLong(), from.getLong(), from.getLong(),
                from.getLong(), from.getLong(), from.getInt(), from.getLong(), from.getLong(),
                from.getLong(), new byte[HASH], new byte[HASH], new byte[HASH], new byte[HASH]);
        for (byte[] hash : new byte[][] {begin.plan, begin.script, begin.untilTables, begin.always}) {
            from.get(hash);
        }
        if (begin.oldSize < 0 || begin.newSize < 0 || begin.blocks < 0
                || begin.blocks > Long.MAX_VALUE / SealedBlock.SIZE || begin.bytes < 0
                || begin.scriptLength < 0 || begin.scriptLength > MAX_SCRIPT_LENGTH
                || begin.scratchLength < 0) {
            throw new JournalDamage("The log of the interrupted commit begins with impossible numbers.");
        }
        return begin;
    }

    static JournalDamage ofVersion(int version) {
        return new JournalDamage("The interrupted commit was begun by another version of Platter ("
                + version + "); that one can resume it.");
    }
}
