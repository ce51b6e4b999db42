package org.platter.ui;

import java.util.List;
import java.util.stream.IntStream;
import org.platter.operation.Draft;
import org.platter.operation.Operation;

/**
 * One row of what is pending.
 *
 * @param index its place in the queue, from 0
 * @param text what it does, in a sentence
 * @param line its script line
 */
public record PendingOperation(int index, String text, String line, Operation operation) {

    static List<PendingOperation> of(Draft draft) {
        List<String> texts = draft.descriptions();
        List<String> lines = draft.lines();
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new PendingOperation(i, texts.get(i), lines.get(i), draft.operations().get(i)))
                .toList();
    }
}
