package org.platter.filesystem;

/** Which programs are installed; a value made once per session by {@code tool}, or by a test. */
@FunctionalInterface
public interface Tools {
    boolean has(String program);
}
