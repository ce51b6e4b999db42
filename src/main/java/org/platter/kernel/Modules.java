package org.platter.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel of the package has built in, and what it loads (modules.builtin, modules.dep). */
final class Modules {

    private static final Path ALL = Path.of("/usr/lib/uml/modules");

    private final Path folder;

    private Modules(Path folder) {
        this.folder = folder;
    }

    /** Returns the modules of the kernel that is installed; nothing where there are none, or several kernels. */
    static Optional<Modules> installed() {
        try (Stream<Path> versions = Files.list(ALL)) {
            List<Path> found = versions.filter(Files::isDirectory).toList();
            return found.size() == 1 ? Optional.of(new Modules(found.get(0))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the kernel knows a file system, which its module is called after. */
    boolean has(String name) {
        return line("modules.builtin", name).isPresent() || line("modules.dep", name).isPresent();
    }

    /** Returns the files of a module and of those that it needs, in the order in which they are loaded. */
    List<Path> of(String name) {
        List<Path> files = new ArrayList<>(line("modules.dep", name).stream()
                .flatMap(line -> Arrays.stream(line.replace(":", "").split(" ")))
                .map(folder::resolve).toList());
        Collections.reverse(files); // each stands before those that it needs
        return files;
    }

    private Optional<String> line(String file, String name) {
        try (Stream<String> lines = Files.lines(folder.resolve(file))) {
            return lines.filter(line -> line.split(":")[0].endsWith("/" + name + ".ko")).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
