package org.platter.session.image;

import java.time.Instant;

/**
 * An internal snapshot.
 *
 * @param id unique in the image; QEMU's are decimal numbers
 * @param diskSize bytes of the disk when it was taken
 * @param stateSize bytes of a virtual machine's memory that it holds; 0 for none
 */
public record SnapshotFacts(String id, String name, Instant date, long diskSize, long stateSize) {}
