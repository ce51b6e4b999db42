package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

class DraftTest {

    private static final Layout THUMB = Disks.thumb(63, 979902, 979965, 996030).layout();

    private static Draft draft(String... lines) throws Refusal {
        return Script.append(Draft.of(THUMB), String.join("\n", lines));
    }

    @Test
    void itStartsWithNothingToUndo() {
        Draft draft = Draft.of(THUMB);
        assertTrue(draft.isEmpty());
        assertEquals(List.of(THUMB), draft.layouts());
        assertSame(draft, draft.undo());
        assertSame(draft, draft.redo());
        assertSame(draft, draft.cleared());
    }

    @Test
    void aRemovalFromTheMiddleIsAReplayThatCanBeUndone() throws Refusal {
        Draft all = draft("disk size=+2GiB", "move 2 start=+1GiB", "resize 1 size=max");
        Draft less = all.without(1);
        assertEquals(List.of("disk size=+2GiB", "resize 1 size=max align=mib"), less.lines());
        assertEquals(979965 * 512L, Disks.partition(less.last(), 1).range().end());
        assertEquals(all, less.undo());
    }

    @Test
    void aRemovalThatALaterStepNeedsIsRefusedNamingBoth() throws Refusal {
        Draft all = draft("disk size=+2GiB", "move 2 start=+1GiB");
        String message = assertThrows(Refusal.class, () -> all.without(0)).getMessage();
        assertTrue(message.startsWith("Without “Grow the disk from 966 MiB to 2.94 GiB”, “Move partition 2 "
                + "right by 1.00 GiB (486 MiB)” is not possible: Partition 2, of 486 MiB"), message);
    }

    @Test
    void clearingCanBeUndone() throws Refusal {
        Draft all = draft("disk size=+2GiB", "move 2 start=+1GiB");
        assertTrue(all.cleared().isEmpty());
        assertEquals(all, all.cleared().undo());
        assertTrue(all.cleared().undo().canRedo());
    }

    @Test
    void aNewOperationForgetsWhatCouldBeRedone() throws Refusal {
        Draft undone = draft("disk size=+2GiB", "move 2 start=+1GiB").undo();
        assertTrue(undone.canRedo());
        assertFalse(undone.push(Script.parse("check 1", undone.last())).canRedo());
    }

    @Test
    void anotherBaseKeepsTheOperationsAndTheHistory() throws Refusal {
        Draft all = draft("disk size=+2GiB", "move 2 start=+1GiB");
        Partition known = Disks.partition(THUMB, 1);
        Layout learned = THUMB.with(known.withContent(known.fileSystem().orElseThrow()
                .withMinimum(OptionalLong.of(99))));
        Draft replayed = all.withBase(learned);
        assertEquals(learned, replayed.base());
        assertEquals(all.operations(), replayed.operations());
        assertEquals(99, Disks.partition(replayed.last(), 1).fileSystem().orElseThrow().minimum()
                .getAsLong());
        assertEquals(all.undo().operations(), replayed.undo().operations());
        assertThrows(Refusal.class, () -> all.withBase(Disks.dos("1GiB").layout()));
    }

    @Test
    void relativeAmountsAndLimitsAreResolvedAnewAtAReplay() throws Refusal {
        Draft all = draft("disk size=+1GiB", "disk size=+1GiB", "resize 2 size=max");
        assertEquals(1012924416L + (2L << 30), Disks.partition(all.last(), 2).range().end());
        assertEquals(1012924416L + (1L << 30), Disks.partition(all.without(0).last(), 2).range().end());
    }
}
