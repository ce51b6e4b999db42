package org.platter.image.capability;

import org.platter.base.ByteSize;

/**
 * A persistent dirty bitmap of an image.
 *
 * @param granularity bytes of the disk for which there is one bit
 * @param isEnabled whether who writes to the disk sets its bits
 * @param isInUse whether it says of itself that it is not to be believed: somebody wrote without it, or did
 *     not end properly
 * @param isValid whether its bits can be believed
 */
public record Bitmap(String name, long granularity, boolean isEnabled, boolean isInUse, boolean isValid) {

    @Override
    public String toString() {
        return Shown.of(name) + " (" + ByteSize.format(granularity) + ", "
                + (isEnabled ? "enabled" : "disabled") + (isValid ? "" : isInUse ? ", in use: not "
                        + "valid" : ", not valid")
                + ")";
    }
}
