package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.MIB;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.operation.Amount;
import org.platter.operation.Draft;
import org.platter.operation.Format;
import org.platter.operation.Move;
import org.platter.operation.Resize;

final class PartitionRowTest {

    private static List<String> changes(Draft draft) {
        return PartitionRow.of(draft.last(), draft.base(), Map.of()).stream()
                .filter(row -> row.partition().isPresent()).map(PartitionRow::change).toList();
    }

    @Test
    void rowsFollowTheDiskAndLogicalsTheirFrame() {
        List<String> rows = PartitionRow.of(Pictures.nested(), Pictures.nested(), Map.of()).stream()
                .map(row -> (row.inside() ? "  " : "") + (row.partition().isPresent() ? row.title() : "free"))
                .toList();
        assertEquals(List.of("1", "2", "free", "3", "  5", "  free", "  6", "  7", "  free", "free"), rows);
    }

    @Test
    void aRowSaysHowItsPartitionDiffersFromTheDisk() throws Refusal {
        Draft draft = Draft.of(Pictures.two());
        assertEquals(List.of("", ""), changes(draft));
        Draft moved = draft.push(new Move(Pictures.SECOND, Amount.bytes(GIB), Alignment.MIB));
        assertEquals(List.of("", "moved"), changes(moved));
        Draft grown = moved.push(new Resize(Pictures.FIRST, Optional.empty(), Optional.empty(),
                Optional.of(Amount.bytes(900 * MIB)), Alignment.MIB));
        assertEquals(List.of("larger", "moved"), changes(grown));
        Draft formatted = grown.push(new Format(Pictures.SECOND, Optional.of("ext2"), Optional.empty()));
        assertEquals(List.of("larger", "moved, formatted"), changes(formatted));
    }

    @Test
    void whatIsNotKnownIsLeftBlank() {
        PartitionRow luks = PartitionRow.of(Pictures.mixed(), Pictures.mixed(), Map.of()).get(6);
        assertEquals("LUKS", luks.look().name());
        assertTrue(luks.used().isEmpty() && luks.unused().isEmpty());
    }

    @Test
    void roomForBootRecordsIsNoFreeSpace() {
        Layout layout = Pictures.nested();
        assertEquals(layout.free().size() - 1, FreeSpace.of(layout).size(), "without the disk's lead-in");
        FreeSpace.of(layout).forEach(gap -> assertTrue(gap.length() >= MIB, gap.toString()));
        assertEquals(List.of(),
                FreeSpace.of(Pictures.dos(GIB, Pictures.primary(Pictures.FIRST, 1, MIB, GIB - MIB,
                        Pictures.fs("ext4", "", GIB - MIB, 0)))));
        assertEquals(new ByteRange(512, GIB), FreeSpace.of(Pictures.dos(GIB)).get(0));
    }
}
