package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.platter.host.BlockDeviceFacts;
import org.platter.tool.Command;
import org.platter.tool.Patience;
import org.platter.tool.Programs;

/** Finds out, without being held up, whether a block device answers at all. */
final class Answering {

    /** A disk that sleeps takes ten seconds or more to wake. */
    static final Duration USUAL = Duration.ofSeconds(40);

    private Answering() {}

    /**
     * Lets another program read the first bytes; what else may be wrong with the device is for the opening to
     * say.
     *
     * @throws IOException if a block device does not answer in this time
     */
    static void require(Path device, Duration longest, Programs programs) throws IOException {
        if (BlockDeviceFacts.isBlockDevice(device) && programs.has("dd") && !Patience.isRewarded(programs,
                Command.of("dd", "if=" + device.toAbsolutePath(), "of=/dev/null", "bs=4096", "count=1",
                        "iflag=direct,nonblock"),
                longest)) {
            throw new IOException(device + " does not answer; it has failed, or its connection has. Detach "
                    + "or unplug it, or restart the machine.");
        }
    }
}
