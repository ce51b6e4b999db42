package org.platter.filesystem;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.platter.tool.Command;

/**
 * Programs that tell how small a file system can be made, and write nothing.
 *
 * @param answer reads the smallest size in bytes from what they printed; nothing where that does not tell
 */
public record MinimumQuery(List<Command> commands, Function<String, OptionalLong> answer) {

    public MinimumQuery {
        commands = List.copyOf(commands);
    }
}
