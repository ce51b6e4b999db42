package org.platter.ui.bar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.layout.Layout;
import org.platter.layout.Role;
import org.platter.ui.BarPictures;

final class BarPlanTest {

    static Stream<Layout> layouts() {
        return BarPictures.all().stream();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void cellsLieInOrderWithoutOverlapAndFillTheBar(Layout layout) {
        for (double width : new double[] {300, 900, 1400}) {
            List<BarPlan.Cell> leaves = BarPlan.of(layout, width, 0).cells().stream()
                    .filter(cell -> !cell.isFrame()).toList();
            double at = 0;
            for (BarPlan.Cell cell : leaves) {
                assertTrue(cell.left() >= at - 0.001, cell + " begins before " + at);
                assertTrue(cell.width() > 0, cell.toString());
                at = cell.right();
            }
            assertTrue(at <= width + 0.001 && at >= width - 2 * BarPlan.FRAME_INSET - 0.001, at + " of "
                    + width);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyPartitionIsWideEnoughToHit(Layout layout) {
        BarPlan.of(layout, 800, 0).cells()
                .forEach(cell -> assertTrue(cell.width() >= (cell.partition().isPresent() ? 27.9 : 15.9),
                        cell.toString()));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void logicalsLieInsideTheFrameOfTheExtendedPartition(Layout layout) {
        List<BarPlan.Cell> cells = BarPlan.of(layout, 900, 0).cells();
        cells.stream().filter(BarPlan.Cell::isFrame).forEach(frame -> cells.stream()
                .filter(BarPlan.Cell::inside)
                .forEach(cell -> assertTrue(cell.left() >= frame.left() + BarPlan.FRAME_INSET - 0.001
                        && cell.right() <= frame.right() - BarPlan.FRAME_INSET + 0.001,
                        cell + " in "
                                + frame)));
        assertEquals(layout.partitions().stream().filter(p -> p.role() == Role.EXTENDED).count(),
                cells.stream().filter(BarPlan.Cell::isFrame).count());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void pixelsAndBytesMapToEachOtherAndNeverGoBack(Layout layout) {
        BarPlan plan = BarPlan.of(layout, 900, 0);
        long lastByte = 0;
        for (double x = -20; x < 920; x += 0.5) {
            long at = plan.byteAt(x);
            assertTrue(at >= lastByte && at <= layout.diskSize(), "at " + x + ": " + at + " after "
                    + lastByte);
            lastByte = at;
        }
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            long at = (long) (random.nextDouble() * layout.diskSize());
            double x = plan.xAt(at);
            assertTrue(x >= 0 && x <= 900.001, "byte " + at + " at " + x);
            double again = plan.xAt(plan.byteAt(x));
            assertEquals(x, again, BarPlan.SPACING + 0.01, "seed 7, byte " + at);
        }
    }

    @Test
    void sizesThatAllHaveRoomAreProportional() {
        List<BarPlan.Cell> cells = BarPlan.of(BarPictures.two(), 1000, 0).cells();
        double perByte = cells.get(0).width() / cells.get(0).range().length();
        cells.forEach(cell -> assertEquals(perByte, cell.width() / cell.range().length(), perByte / 1e6));
    }

    @Test
    void aDiskThatIsSmallerThanTheSpanTakesItsShareOfTheWidth() {
        Layout layout = BarPictures.two();
        assertEquals(500, BarPlan.of(layout, 1000, 2 * layout.diskSize()).width(), 4);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void nothingMovesWhenADragBegins(Layout layout) {
        BarPlan plan = BarPlan.of(layout, 900, 0);
        List<BarPlan.Cell> before = plan.cells();
        List<BarPlan.Cell> after = BarPlan.of(layout, 900, 0).on(plan).cells();
        for (int i = 0; i < before.size(); i++) {
            assertEquals(before.get(i).left(), after.get(i).left(), 0.01, before.get(i).toString());
            assertEquals(before.get(i).right(), after.get(i).right(), 0.01, before.get(i).toString());
        }
    }
}
