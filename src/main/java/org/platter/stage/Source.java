package org.platter.stage;

/** Where the bytes of an extent come from; offsets in bytes, of the extent's first byte. */
public sealed interface Source {

    /** From the base disk. */
    record Base(long offset) implements Source {}

    /** From the scratch. */
    record Scratch(long offset) implements Source {}

    /** Zeros, and it has to read as zeros after the commit too. */
    record Zero() implements Source {}

    /** No meaning: it reads as zeros on the staged disk and as anything after the commit. */
    record Free() implements Source {}
}
