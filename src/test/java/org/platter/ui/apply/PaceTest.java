package org.platter.ui.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteSize;

final class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void theRateIsThatOfTheLastSeconds() {
        Pace pace = new Pace();
        for (int i = 0; i <= 100; i++) { // slow for 50 seconds, then ten times as fast
            pace.add(i * SECOND, i <= 50 ? i * ByteSize.MIB : (50 + (i - 50) * 10L) * ByteSize.MIB);
        }
        assertEquals(10.0 * ByteSize.MIB, pace.rate().getAsDouble(), 1);
        assertEquals(10, pace.secondsLeft((550 + 100) * ByteSize.MIB).getAsDouble(), 0.01);
    }

    @Test
    void nothingIsToldBeforeItCanBeKnown() {
        Pace pace = new Pace();
        assertTrue(pace.rate().isEmpty());
        pace.add(0, 0);
        pace.add(SECOND / 10, ByteSize.MIB);
        assertTrue(pace.secondsLeft(ByteSize.GIB).isEmpty());
        pace.add(SECOND, ByteSize.MIB);
        assertTrue(pace.rate().isPresent());
    }

    @Test
    void otherWorkBeginsAnew() {
        Pace pace = new Pace();
        pace.add(0, 0);
        pace.add(2 * SECOND, ByteSize.GIB);
        pace.add(3 * SECOND, 0);
        assertTrue(pace.rate().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"310000000,0.31 s", "4200000000,4.2 s", "12000000000,12 s", "59600000000,1:00",
        "185000000000,3:05",
        "3730000000000,1:02:10"})
    void timesAreAsExactAsTheyAreWorth(long nanos, String text) {
        assertEquals(text, Durations.took(nanos).replace(',', '.'));
    }

    @ParameterizedTest
    @CsvSource({"2,a moment left", "11.9,about 10 seconds left", "62,about a minute left",
        "200,about 3 minutes left",
        "3400,about an hour left", "8000,about 2 hours left"})
    void whatIsLeftIsAnEstimate(double seconds, String text) {
        assertEquals(text, Durations.left(seconds));
    }
}
