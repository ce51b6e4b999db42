package org.platter.operation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;

/**
 * A base layout, the operations queued on it, and every layout in between; immutable. It remembers the states
 * that it came through, so that every change, a removal too, can be undone.
 */
public final class Draft {

    /** @param layouts the base and the layout after each operation */
    private record State(List<Operation> operations, List<Layout> layouts) {

        /** Returns what a repair of the table does not put right, if there is such a thing. */
        private static Problem worst(Layout damaged) {
            return damaged.problems().stream().filter(problem -> !problem.repairable()).findFirst()
                    .orElse(damaged.problems().get(0));
        }

        private Layout last() {
            return layouts.get(layouts.size() - 1);
        }

        private State with(Operation operation) throws Refusal {
            Layout last = last();
            if (!last.isEditable() && !(operation instanceof RepairTable)
                    && !(operation instanceof NewTable) && !(operation instanceof RestoreTable)
                    && !(operation instanceof DiskResize && DiskResize.mends(last))) {
                throw new Refusal("The partition table is damaged; nothing can be changed before it is "
                        + "repaired. " + worst(last).text());
            }
            List<Operation> longer = new ArrayList<>(operations);
            longer.add(operation);
            List<Layout> pictures = new ArrayList<>(layouts);
            pictures.add(operation.applyTo(last));
            return new State(List.copyOf(longer), List.copyOf(pictures));
        }
    }

    private final List<State> states;
    private final int now;

    private Draft(List<State> states, int now) {
        this.states = List.copyOf(states);
        this.now = now;
    }

    /** Returns a draft without operations. */
    public static Draft of(Layout base) {
        return new Draft(List.of(new State(List.of(), List.of(base))), 0);
    }

    private State state() {
        return states.get(now);
    }

    public Layout base() {
        return state().layouts().get(0);
    }

    public List<Operation> operations() {
        return state().operations();
    }

    public boolean isEmpty() {
        return operations().isEmpty();
    }

    /** Returns the base and the layout after each operation: one more than there are operations. */
    public List<Layout> layouts() {
        return state().layouts();
    }

    /** Returns the layout after all operations. */
    public Layout last() {
        return state().last();
    }

    /**
     * Returns this draft with one more operation.
     *
     * @throws Refusal if it is impossible on the last layout; where that has problems, all but a repair and a
     *     new table are
     */
    public Draft push(Operation operation) throws Refusal {
        return changed(state().with(operation));
    }

    private Draft changed(State state) {
        List<State> longer = new ArrayList<>(states.subList(0, now + 1));
        longer.add(state);
        return new Draft(longer, now + 1);
    }

    public boolean canUndo() {
        return now > 0;
    }

    /** Returns the draft before the last change; itself where there is none. */
    public Draft undo() {
        return canUndo() ? new Draft(states, now - 1) : this;
    }

    public boolean canRedo() {
        return now < states.size() - 1;
    }

    /** Returns the draft before the last {@link #undo}; itself where there is none. */
    public Draft redo() {
        return canRedo() ? new Draft(states, now + 1) : this;
    }

    /**
     * Returns this draft without its operation number {@code index} (from 0), the later ones replayed.
     *
     * @throws Refusal if a later one needs it, naming both
     */
    public Draft without(int index) throws Refusal {
        List<Operation> operations = operations();
        State state = new State(operations.subList(0, index), layouts().subList(0, index + 1));
        for (int i = index + 1; i < operations.size(); i++) {
            try {
                state = state.with(operations.get(i));
            } catch (Refusal refusal) {
                throw new Refusal("Without " + sentence(index) + ", " + sentence(i) + " is not possible: "
                        + refusal.getMessage());
            }
        }
        return changed(state);
    }

    private String sentence(int index) {
        return Wording.quoted(operations().get(index).describe(layouts().get(index)));
    }

    /** Returns this draft without operations; that can be undone. */
    public Draft cleared() {
        return isEmpty() ? this : changed(new State(List.of(), List.of(base())));
    }

    /** Returns the script lines of the operations. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < operations().size(); i++) {
            lines.add(operations().get(i).line(layouts().get(i)));
        }
        return List.copyOf(lines);
    }

    /** Returns the sentences of the operations. */
    public List<String> descriptions() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < operations().size(); i++) {
            sentences.add(operations().get(i).describe(layouts().get(i)));
        }
        return List.copyOf(sentences);
    }

    /**
     * Returns this draft replayed on another base, with what can be undone and redone as far as it is
     * possible there.
     *
     * @throws Refusal if an operation is impossible there
     */
    public Draft withBase(Layout base) throws Refusal {
        List<State> replayed = new ArrayList<>();
        int current = 0;
        for (int i = 0; i < states.size(); i++) {
            if (i == now) {
                current = replayed.size();
                replayed.add(replay(base, states.get(i)));
            } else {
                try {
                    replayed.add(replay(base, states.get(i)));
                } catch (Refusal unreachable) {
                    continue;
                }
            }
        }
        return new Draft(replayed, current);
    }

    private static State replay(Layout base, State old) throws Refusal {
        State state = new State(List.of(), List.of(base));
        for (Operation operation : old.operations()) {
            state = state.with(operation);
        }
        return state;
    }

    /**
     * Returns which partitions a check may repair, so that what it brings back is not known beforehand: none
     * that is formatted or replaced afterwards.
     */
    public Set<PartitionId> repaired() {
        Set<PartitionId> repaired = new HashSet<>();
        for (Operation operation : operations()) {
            if (operation instanceof Check check && check.repairs()) {
                repaired.add(check.id());
            } else if (operation instanceof Format format) {
                repaired.remove(format.id());
            } else if (operation.replacesOther()) {
                operation.subject().ifPresent(repaired::remove);
            }
        }
        return Set.copyOf(repaired);
    }

    /** Returns whether there is something to do, and all of it only looks. */
    public boolean onlyLooks() {
        return !isEmpty() && operations().stream().allMatch(operation -> operation instanceof Check check
                && !check.repairs());
    }

    /** Compares the base and the operations; how they came about does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Draft draft && state().equals(draft.state());
    }

    @Override
    public int hashCode() {
        return operations().hashCode();
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
