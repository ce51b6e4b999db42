package org.platter.base;

/** Why a text is no size. */
public enum SizeFault implements Reason {
    /** {@code 0} is the text, as in the others. */
    NO_SIZE,
    /** It is a number of thousands as well as a fraction. */
    AMBIGUOUS,
    TOO_LARGE
}
