package org.platter.operation;

import java.util.List;
import org.platter.base.Refusal;
import org.platter.layout.Layout;

/**
 * A base layout, the operations queued on it, and every layout in between; immutable. It remembers the drafts that it
 * came from, so that every change, a removal too, can be undone.
 */
public final class Draft {

    private Draft() {}

    /** Returns a draft without operations. */
    public static Draft of(Layout base) {
        throw new UnsupportedOperationException();
    }

    public Layout base() {
        throw new UnsupportedOperationException();
    }

    public List<Operation> operations() {
        throw new UnsupportedOperationException();
    }

    public boolean isEmpty() {
        return operations().isEmpty();
    }

    /** Returns the base and the layout after each operation: one more than there are operations. */
    public List<Layout> layouts() {
        throw new UnsupportedOperationException();
    }

    /** Returns the layout after all operations. */
    public Layout last() {
        throw new UnsupportedOperationException();
    }

    /** Returns this draft with one more operation. @throws Refusal if it is impossible on the last layout */
    public Draft push(Operation operation) throws Refusal {
        throw new UnsupportedOperationException();
    }

    public boolean canUndo() {
        throw new UnsupportedOperationException();
    }

    /** Returns the draft before the last change; itself where there is none. */
    public Draft undo() {
        throw new UnsupportedOperationException();
    }

    public boolean canRedo() {
        throw new UnsupportedOperationException();
    }

    /** Returns the draft before the last {@link #undo}; itself where there is none. */
    public Draft redo() {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns this draft without its operation number {@code index} (from 0), the later ones replayed.
     *
     * @throws Refusal if a later one needs it, naming both
     */
    public Draft without(int index) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** Returns this draft without operations; that can be undone. */
    public Draft cleared() {
        throw new UnsupportedOperationException();
    }

    /** Returns the script lines of the operations. */
    public List<String> lines() {
        throw new UnsupportedOperationException();
    }

    /** Returns the sentences of the operations. */
    public List<String> descriptions() {
        throw new UnsupportedOperationException();
    }

    /** Returns this draft replayed on another base. @throws Refusal if an operation is impossible there */
    public Draft withBase(Layout base) throws Refusal {
        throw new UnsupportedOperationException();
    }
}
