/**
 * Makes a staged disk true: an image is at every instant old or, if need be after a resume, new.
 *
 * <ul>
 * <li>C1 Before the commit begins nothing is written to the image; staging writes to the scratch only.
 * <li>C2 {@code InPlaceCommit} begins with the scratch, the plan and its text durable in the journal's
 *     folder, then one BEGIN record with what tells the image from others. Without BEGIN a journal is abandoned
 *     and the image is old.
 * <li>C3 Moved extents are copied first, so that no range is overwritten while it is still a source: movers
 *     to the right go from the right, to the left from the left, and of a cycle one is saved apart before.
 *     Where they were, holes follow, once nobody reads there any more. Then scratch data, zeros, holes;
 *     partition tables in batches of their own, last. The image grows first and shrinks at the very end. What
 *     stays in place is never written, and all else in whole sectors, so that a torn write harms nothing.
 * <li>C4 No target in a batch is one of its sources, so that a batch can be repeated from its start; where
 *     that would make batches too short, what it copies is first made durable in the bounce file. That is
 *     overwritten only when the mark of the batch it served is durable.
 * <li>C5 A batch is marked only after its bytes are flushed, and the mark is durable before the next batch.
 * <li>C6 Records fill whole blocks of 4 KiB, carry a sequence number, the journal's id and a CRC32C, are
 *     written twice and never rewritten; of a log the last whole one holds.
 * <li>C7 {@code ShadowCommit} overwrites nothing that the image's header reaches: no table, no refcount, no
 *     snapshot, no cluster. Data, tables and refcounts of the new state go to clusters that are free in the
 *     old one, or behind its end; they are durable before one write to the header, which lies in one sector
 *     and switches all of it; that is durable before a cluster that it freed is punched or used again. So the
 *     image is old or new without a recovery, and snapshots read what they read; what a crash leaves behind
 *     the last cluster in use is cut off when the image is next written.
 * <li>C8 An image with a BEGIN and no END beside it is written by {@code Recovery} only, which first makes
 *     sure that it is the right image: by the bytes at its ends, by what finished batches copied, by what
 *     others are still to read.
 * <li>C9 After the commit a fresh probe of the image equals the draft's last layout; the session looks.
 * <li>C10 A journal's folder and files are opened by descriptor without following links, belong to who runs
 *     Platter, to root or to the image's owner, and are written by no one else. BEGIN names them by what they
 *     contain, so that a replaced one is found before the first write.
 * <li>C11 The file itself is marked between BEGIN and its first changed byte, and until END is durable, so
 *     that it is found half changed under any name: see {@code HalfChanged}.
 * <li>C12 What Platter did not make it does not remove: see {@code OwnFolder}.
 * <li>C13 No commit begins that cannot end for want of room or size: {@code Provision} reckons in the blocks
 *     of the image's format, with its tables and the journal, and reserves them where the host can do that.
 * </ul>
 *
 * <p>{@code CloneCommit} and {@code RewriteCommit} need one rule: the new file's bytes are durable before it
 * takes the old one's name. What another program serves is changed in place through the bytes of its disk.
 */
@NullMarked
package org.platter.commit;

import org.jspecify.annotations.NullMarked;
