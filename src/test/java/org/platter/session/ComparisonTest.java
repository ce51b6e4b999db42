package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.session.image.Comparison;
import org.platter.session.image.ImageJobs;

final class ComparisonTest {

    private static final long SIZE = 40L * Disks.MIB;

    @TempDir
    private Path work;

    @Test
    void whatDiffersInItsHolesOnlyIsTheSame() throws IOException, Refusal {
        Path one = Disks.scattered(work.resolve("one"), SIZE, 1);
        Path other = work.resolve("other");
        Shell.run("cp", "--sparse=never", one.toString(), other.toString());
        assertEquals(OptionalLong.empty(), compare(one, other, false).firstDifference());
        Comparison strict = compare(one, other, true);
        assertTrue(!strict.equal() && strict.text().contains("only one of the images keeps"), strict.text());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 2 * Disks.MIB - 1, 2 * Disks.MIB, 21_000_007, SIZE - 1})
    void findsTheFirstByteThatDiffers(long place) throws IOException, Refusal {
        Path one = Disks.scattered(work.resolve("one"), SIZE, 2);
        Path other = work.resolve("other");
        Shell.run("cp", "--sparse=always", one.toString(), other.toString());
        flip(other, place);
        if (place < SIZE - 1) {
            flip(other, SIZE - 1 - (SIZE - 1 - place) / 2);
        }
        for (boolean swapped : new boolean[] {false, true}) {
            Comparison found = swapped ? compare(other, one, false) : compare(one, other, false);
            assertEquals(OptionalLong.of(place), found.firstDifference(), found.text());
            assertTrue(found.text().contains(String.valueOf(place)), found.text());
        }
    }

    /** As qemu-img has it; strictly, another length is another disk. */
    @Test
    void zerosAtTheEndOfTheLongerOneAreNoDifference() throws IOException, Refusal {
        Path one = Disks.scattered(work.resolve("one"), SIZE, 3);
        Path longer = work.resolve("longer");
        Shell.run("cp", "--sparse=always", one.toString(), longer.toString());
        Shell.run("truncate", "-s", String.valueOf(SIZE + 5L * Disks.MIB), longer.toString());
        assertTrue(compare(one, longer, false).equal());
        assertTrue(compare(longer, one, false).equal());
        assertEquals(OptionalLong.of(SIZE), compare(one, longer, true).firstDifference());
        flip(longer, SIZE + 4L * Disks.MIB + 3);
        assertEquals(OptionalLong.of(SIZE + 4L * Disks.MIB + 3),
                compare(one, longer, false).firstDifference());
    }

    private static void flip(Path file, long place) {
        int old = Integer.parseInt(Disks.read(file, place, 1), 16);
        Disks.write(file, place, 1, old ^ 0x55);
    }

    private static Comparison compare(Path one, Path other, boolean strict) throws IOException, Refusal {
        var raw = Disks.USUAL.withFormat(java.util.Optional.of("raw"));
        return ImageJobs.compare(one, raw, other, raw, strict, Disks.QUIET, () -> false);
    }
}
