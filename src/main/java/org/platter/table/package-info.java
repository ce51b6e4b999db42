/**
 * Partition tables as they lie on disk: MBR with its chain of extended boot records, and GPT. Reads any bytes
 * into a picture without trusting a number of them, and writes a picture back, keeping every byte that it
 * does not understand.
 */
@NullMarked
package org.platter.table;

import org.jspecify.annotations.NullMarked;
