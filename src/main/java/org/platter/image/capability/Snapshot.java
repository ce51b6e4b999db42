package org.platter.image.capability;

import java.time.Instant;

/**
 * A state of the disk that an image keeps.
 *
 * @param diskSize bytes that the disk had
 * @param stateSize bytes of a running machine's state that are kept with it; 0 where it was not running
 */
public record Snapshot(String id, String name, Instant date, long diskSize, long stateSize) {}
