package org.platter.base;

/**
 * Why something is refused, or what is wrong: a constant of an enum, whose sentence stands under
 * {@code Enum.CONSTANT} in {@code sentences.properties} of the enum's package.
 */
public interface Reason {

    /** Returns the name of the constant. */
    String name();

    /** Returns the enum. */
    Class<?> getDeclaringClass();
}
