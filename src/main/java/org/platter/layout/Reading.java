package org.platter.layout;

import java.util.Optional;

/**
 * One of several ways to read a disk.
 *
 * @param choices what somebody chooses to read it so
 * @param content what lies over the whole disk then, by blkid's names; nothing where a table counts
 */
public record Reading(Choices choices, Optional<String> content) {}
