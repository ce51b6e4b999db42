package org.platter.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;

/** The shared libraries that programs of this machine are linked with. */
final class Libraries {

    /** A line of ldd(1): {@code libc.so.6 => /lib/libc.so.6 (0x...)}, or the loader's path alone. */
    private static final Pattern LIBRARY = Pattern.compile("(?m)^\\s*(?:\\S+ => )?(/\\S+) \\(0x");
    /** What ldd(1) ends with for a program without libraries. */
    private static final int IS_STATIC = 1;

    private Libraries() {}

    /** Returns the files that a program loads when it starts, each under the name by which it is found. */
    static Set<Path> of(Path program, ProgramRunner programs) throws IOException {
        String output = programs.run(Command.of("ldd", program.toString())
                .accepting(IS_STATIC, "no libraries"), event -> {}, () -> false).output();
        Set<Path> found = new LinkedHashSet<>();
        Matcher line = LIBRARY.matcher(output);
        while (line.find()) {
            found.add(Path.of(line.group(1)));
        }
        return found;
    }
}
