package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.tool.ToolFailure;

/** The words are those that the programs of Debian 12 print. */
final class ReappearanceTest {

    private static final Path NODE = Path.of("/dev/sda1");
    private int calls;

    @ParameterizedTest
    @ValueSource(strings = {
        "Error looking up object for device /dev/sda1\n",
        "Error mounting /dev/sda1: GDBus.Error:org.freedesktop.DBus.Error.UnknownObject: Object does not "
                + "exist at path “/org/freedesktop/UDisks2/block_devices/sda1”\n",
        "mount: /run/media/alice/docs: special device /dev/sda1 does not exist.\n",
        "swapon: cannot open /dev/sda1: No such file or directory\n"})
    void whatUdevHasTakenAwayForAMomentIsUsedOnceItIsThereAgain(String printed) throws IOException {
        new Reappearance(NODE, 60_000).await(() -> {
            if (++calls < 3) {
                throw new ToolFailure("a program", 1, "", printed);
            }
        });
        assertEquals(3, calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mount: /run/media/alice/docs: wrong fs type, bad option, bad superblock on /dev/sda1.\n",
        "mount: /mnt/docs: mount point does not exist.\n",
        "Error mounting /dev/sda1: GDBus.Error:org.freedesktop.UDisks2.Error.Failed: wrong fs type\n"})
    void anyOtherFailureIsToldAtOnce(String printed) {
        ToolFailure failure = new ToolFailure("a program", 1, "", printed);
        assertSame(failure, assertThrows(ToolFailure.class, () -> new Reappearance(NODE, 60_000).await(() -> {
            calls++;
            throw failure;
        })));
        assertEquals(1, calls);
    }

    @Test
    void whatStaysAwayIsGivenUp() {
        assertThrows(ToolFailure.class, () -> new Reappearance(NODE, 0).await(() -> {
            throw new ToolFailure("a program", 1, "", "Error looking up object for device /dev/sda1\n");
        }));
    }
}
