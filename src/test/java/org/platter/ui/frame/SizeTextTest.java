package org.platter.ui.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;

final class SizeTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"486|509607936", "486.34|509964451", "486,5|510132224", ".5|524288",
        "7.|7340032",
        " 12 |12582912", "1.5GiB|1610612736", "1.5 GiB|1610612736", "700MB|700000000", "3084480s|1579253760",
        "1024K|1048576", "0|0"})
    void aNumberIsMiBAndUnitsCanBeTyped(String text, long bytes) throws Refusal {
        assertEquals(bytes, SizeText.parse(text, 512));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "apples", "12 apples", "-5", "+1GiB", "max", "50%", "1e3",
        "99999999999999999999",
        "9999999999999999", "1.2.3", "…"})
    void whatIsNoSizeIsRefusedInASentence(String text) {
        Refusal refusal = assertThrows(Refusal.class, () -> SizeText.parse(text, 512));
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
    }

    @Test
    void whatASentenceSaysToWriteIsASize() throws Refusal {
        assertEquals("“many” is not a size; write a number of MiB, or 1.5 GiB, or 3084480s for sectors.",
                assertThrows(Refusal.class, () -> SizeText.parse("many", 512)).getMessage());
        for (String text : List.of("100", "1.5 GiB", "3084480s")) {
            assertTrue(SizeText.parse(text, 512) > 0, text);
        }
    }

    @Test
    void sectorsAreThoseOfTheDisk() throws Refusal {
        assertEquals(4096 * 100L, SizeText.parse("100s", 4096));
    }

    @ParameterizedTest
    @CsvSource({"509967360,486.34", "1073741824,1024", "512,0.0005", "32256,0.03", "1048064,1", "0,0"})
    void aSizeIsShownInMiB(long bytes, String text) {
        assertEquals(text, SizeText.format(bytes));
    }

    @Test
    void aWholeNumberOfMiBIsReadBackAsItWas() throws Refusal {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            long bytes = random.nextInt(Integer.MAX_VALUE) * ByteSize.MIB;
            assertEquals(bytes, SizeText.parse(SizeText.format(bytes), 512), "seed " + seed);
        }
    }
}
