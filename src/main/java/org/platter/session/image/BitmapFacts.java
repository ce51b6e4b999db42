package org.platter.session.image;

import org.platter.base.ByteSize;
import org.platter.base.Refusal;

/**
 * A persistent dirty bitmap.
 *
 * @param granularity bytes of the disk for which there is one bit
 * @param isEnabled whether who writes to the disk sets its bits
 * @param isInUse whether it says of itself that it is not to be believed
 * @param isValid whether its bits can be believed
 */
public record BitmapFacts(String name, long granularity, boolean isEnabled, boolean isInUse,
        boolean isValid) {

    private static final long MIN_GRANULARITY = 512;
    private static final long MAX_GRANULARITY = 2 * ByteSize.GIB;

    /** @throws Refusal if no bitmap of any disk has such a granularity */
    public static void requireGranularity(long bytes) throws Refusal {
        if (Long.bitCount(bytes) != 1 || bytes < MIN_GRANULARITY || bytes > MAX_GRANULARITY) {
            throw new Refusal("A bitmap cannot have a granularity of " + ByteSize.format(bytes)
                    + "; it is a power of two from 512 bytes to 2 GiB.");
        }
    }
}
