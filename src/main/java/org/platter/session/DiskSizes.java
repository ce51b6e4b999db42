package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.host.DeviceSize;
import org.platter.layout.Layout;

/** What size a device can get: its own, or a larger one where it is a loop device. */
public final class DiskSizes {

    private DiskSizes() {}

    /** @throws Refusal if a device cannot get the size of a layout, in a sentence */
    public static void check(Path device, Layout onDisk, Layout wanted) throws Refusal {
        try {
            Optional<String> why = DeviceSize.whyNot(device, onDisk.diskSize(), wanted.diskSize());
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
