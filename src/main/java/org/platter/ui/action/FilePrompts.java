package org.platter.ui.action;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Asks for files. Each call blocks until it is answered, in a loop of its own. */
public interface FilePrompts {

    /** Asks which images to open; none where the user thinks better of it. */
    List<Path> images();

    /** Asks where a script is saved; {@code name} is offered. */
    Optional<Path> scriptToSave(String name);

    Optional<Path> scriptToLoad();

    /** Asks where a partition table is saved; {@code name} is offered. */
    Optional<Path> tableToSave(String name);

    Optional<Path> tableToLoad();
}
