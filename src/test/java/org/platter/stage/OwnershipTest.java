package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte that nothing known owns is lost without being named, whatever the disk and the draft. */
final class OwnershipTest {

    private static final int DRAFTS = 2000;

    @ParameterizedTest
    @ValueSource(longs = 11)
    void everyByteThatNothingOwnsIsKeptOrNamed(long seed) throws IOException {
        for (int i = 0; i < DRAFTS; i++) {
            assertEquals("", new Ownership(seed * 1_000_000 + i).fault());
        }
    }
}
