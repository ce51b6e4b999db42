package org.platter.session.image;

/**
 * A persistent dirty bitmap.
 *
 * @param granularity bytes of the disk for which there is one bit
 * @param isEnabled whether who writes to the disk sets its bits
 * @param isInUse whether it says of itself that it is not to be believed
 * @param isValid whether its bits can be believed
 */
public record BitmapFacts(String name, long granularity, boolean isEnabled, boolean isInUse,
        boolean isValid) {}
