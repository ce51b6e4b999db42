package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostFailureTest {

    /** Errors that the file systems and devices of Linux give. */
    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 4, 5, 6, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 36, 37,
                38, 39, 40, 52, 61, 62, 67, 74, 84, 95, 107, 110, 116, 117, 121, 122, 123, 126})
    void whatFilesFailByHasWordsOfItsOwn(int errno) {
        String reason = HostFailure.reason(errno);
        assertFalse(reason.startsWith("the system says") || reason.matches(".*[0-9].*"), reason);
    }

    /** A damaged block is one of a disk that can still be opened, in any words that the device has for it. */
    @ParameterizedTest
    @ValueSource(ints = {5, 61, 62, 67, 84, 110, 121})
    void aDeviceThatIsDamagedThereIsKnownByWhateverItSays(int errno) throws HostFailure {
        new HostFailure(errno, "a block").unlessInputOutput();
    }

    @Test
    void anyOtherErrorIsSaidInTheWordsOfTheSystem() {
        assertEquals("the system says “No child processes”", HostFailure.reason(10));
    }
}
