package org.platter.commit;

import java.nio.ByteBuffer;

/**
 * What the first record of a log says. From when it is durable on, the commit is going to be finished.
 *
 * @param oldSize bytes of the image file before
 * @param newSize bytes after
 * @param blocks of the plan
 * @param batches of the plan
 * @param tableBatch the first batch that writes partition tables
 * @param bytes that all batches copy
 * @param device where the image lay, with {@code inode}
 * @param untilTables SHA-256 of what the image has at its ends until partition tables are written
 * @param always SHA-256 of what the image has at its ends and keeps
 */
record Begin(long oldSize, long newSize, long blocks, long batches, long tableBatch, long bytes,
        int scriptLength, int scriptCrc, long device, long inode, byte[] untilTables, byte[] always) {

    private static final int VERSION = 1;
    private static final int HASH = 32;

    void encode(ByteBuffer into) {
        into.putInt(VERSION).putLong(oldSize).putLong(newSize).putLong(blocks).putLong(batches)
                .putLong(tableBatch);
        into.putLong(bytes).putInt(scriptLength).putInt(scriptCrc).putLong(device).putLong(inode);
        into.put(untilTables, 0, HASH).put(always, 0, HASH);
    }

    /** @throws JournalDamage if it was written by a later version */
    static Begin decode(ByteBuffer from) throws JournalDamage {
        int version = from.getInt();
        if (version != VERSION) {
            throw new JournalDamage("The interrupted commit was begun by another version of Platter ("
                    + version + ").");
        }
        Begin begin = new Begin(from.getLong(), from.getLong(), from.getLong(), from.getLong(),
                from.getLong(),
                from.getLong(), from.getInt(), from.getInt(), from.getLong(), from.getLong(), new byte[HASH],
                new byte[HASH]);
        from.get(begin.untilTables).get(begin.always);
        return begin;
    }
}
