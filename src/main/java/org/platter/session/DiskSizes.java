package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.host.DeviceSize;
import org.platter.host.HostFile;
import org.platter.layout.Layout;

/** What size a device can get: its own, or a larger one where it is a loop device. */
public final class DiskSizes {

    private DiskSizes() {}

    private interface Question {
        Optional<String> whyNot() throws IOException;
    }

    /** @throws Refusal if a device cannot get the size of a layout, in a sentence */
    public static void check(Path device, Layout onDisk, Layout wanted) throws Refusal {
        check(() -> DeviceSize.whyNot(device, onDisk.diskSize(), wanted.diskSize()));
    }

    /** @throws Refusal if a device that is open cannot get the size of a layout, in a sentence */
    static void check(HostFile device, Layout onDisk, Layout wanted) throws Refusal {
        check(() -> DeviceSize.whyNot(device, onDisk.diskSize(), wanted.diskSize()));
    }

    private static void check(Question question) throws Refusal {
        try {
            Optional<String> why = question.whyNot();
            if (why.isPresent()) {
                throw new Refusal(why.get());
            }
        } catch (IOException e) {
            throw new Refusal(e.getMessage());
        }
    }

    /** Returns what to say of the file behind a device that grows, if it does. */
    static Optional<String> remark(Path device, Layout onDisk, Layout wanted) throws IOException {
        return wanted.diskSize() <= onDisk.diskSize() ? Optional.empty()
                : DeviceSize.file(device).map(file -> "Grows the file " + file + " behind " + device + ".");
    }
}
