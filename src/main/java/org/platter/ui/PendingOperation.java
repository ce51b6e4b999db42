package org.platter.ui;

import org.platter.operation.Operation;

/**
 * One row of what is pending.
 *
 * @param index its place in the queue, from 0
 * @param text what it does, in a sentence
 * @param line its script line
 */
public record PendingOperation(int index, String text, String line, Operation operation) {}
