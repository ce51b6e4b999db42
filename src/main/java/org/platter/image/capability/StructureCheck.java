package org.platter.image.capability;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;

/** The structures of an image that Platter itself checks and repairs. */
public interface StructureCheck {

    /** Returns whether a program that found damage marked the image, so that nothing writes to it. */
    boolean isMarkedCorrupt();

    /**
     * Compares all references to clusters with their refcounts; never writes.
     *
     * @throws IOException if the file cannot be read; what is wrong in it is in the report
     */
    CheckReport check(Consumer<Event> events, BooleanSupplier cancelled) throws IOException;

    /**
     * Makes refcounts and marks true: of leaked clusters only, or of all. Pointers that lead nowhere stay,
     * and with them the mark of a corrupt image; another check tells.
     */
    void repair(boolean leaksOnly, Consumer<Event> events, BooleanSupplier cancelled) throws IOException;
}
