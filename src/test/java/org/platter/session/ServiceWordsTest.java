package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The words of UDisks 2.9 are those that its udisksctl prints on Debian 12. */
final class ServiceWordsTest {

    private static final Optional<Path> STICK = Optional.of(Path.of("/media/alice/STICK"));

    @Test
    void aPasswordThatWasNotGivenIsToldAsThat() {
        assertEquals(Optional.of("Partition 1 was not mounted: the password was not given."),
                ServiceWords.of("Error mounting /dev/vdb1: GDBus.Error:org.freedesktop.UDisks2.Error."
                        + "NotAuthorizedDismissed: The authentication dialog was dismissed\n", 1, Usage.MOUNT,
                        Optional.empty()));
    }

    @Test
    void aRightThatNobodyCanGiveIsToldAsThat() {
        assertEquals(Optional.of("Partition 2 was not unmounted: that was not allowed; the password was "
                + "wrong, or nobody on this desktop could be asked for it."),
                ServiceWords.of("Error unmounting /dev/vdb2: GDBus.Error:org.freedesktop.UDisks2.Error."
                        + "NotAuthorizedCanObtain: Not authorized to perform operation\n", 2, Usage.UNMOUNT,
                        STICK));
    }

    @Test
    void whatIsInTheWayOfAnUnmountIsToldWithThePlace() {
        String printed = "Error unmounting /dev/sda1: GDBus.Error:org.freedesktop.UDisks2.Error.DeviceBusy: "
                + "Error unmounting /dev/sda1: target is busy\n";
        assertTrue(ServiceWords.isBusy(printed));
        assertEquals(Optional.of("Partition 1 cannot be unmounted from /media/alice/STICK while programs of "
                + "other users have its files open; close them first."),
                ServiceWords.of(printed, 1, Usage.UNMOUNT, STICK));
    }

    @Test
    void whatIsSoAlreadyIsSaidWithoutTheNamesOfErrors() {
        assertEquals(Optional.of("Partition 1 is mounted already, at /media/alice/STICK."),
                ServiceWords.of("Error mounting /dev/sda1: GDBus.Error:org.freedesktop.UDisks2.Error."
                        + "AlreadyMounted: Device /dev/sda1 is already mounted at `/media/alice/STICK'.\n\n",
                        1, Usage.MOUNT, STICK));
        assertEquals(Optional.of("Partition 1 is not mounted."),
                ServiceWords.of("Error unmounting /dev/sda1: GDBus.Error:org.freedesktop.UDisks2.Error."
                        + "NotMounted: Device `/dev/sda1' is not mounted\n", 1, Usage.UNMOUNT,
                        Optional.empty()));
    }

    @Test
    void anyOtherErrorStandsBelowAndLosesItsName() {
        assertEquals(Optional.of("Partition 3 was not mounted: the desktop's service for disks failed; it "
                + "said:\n    | Error mounting /dev/vdb3:\n    |  wrong fs type"),
                ServiceWords.of("Error mounting /dev/vdb3: GDBus.Error:org.freedesktop.UDisks2.Error.Failed: "
                        + "Error mounting /dev/vdb3:\n wrong fs type\n", 3, Usage.MOUNT, Optional.empty()));
        assertEquals(Optional.empty(), ServiceWords.of("Error looking up object for device /dev/x\n", 1,
                Usage.MOUNT, Optional.empty()));
    }
}
