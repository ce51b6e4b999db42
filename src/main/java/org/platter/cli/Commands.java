package org.platter.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.platter.session.FileNames;
import picocli.CommandLine;

/**
 * The commands by their names. Only the one that is asked for is looked at, since a look at all of them takes
 * longer than what most of them do.
 */
final class Commands {

    private static final Map<String, Class<?>> TOP = inOrder(
            "gui", GuiCommand.class, "info", InfoCommand.class, "apply", ApplyCommand.class,
            "grow", GrowCommand.class, "shrink", ShrinkCommand.class,
            "recover", RecoverCommand.class, "image", ImageCommand.class, "table", TableCommand.class,
            "loop", LoopCommand.class, "device", DeviceCommand.class, "shell", ShellCommand.class,
            "browse", BrowseCommand.class,
            "types", TypesCommand.class, "support", SupportCommand.class, "engine", EngineCommand.class);

    private static final Map<String, Class<?>> IMAGE = inOrder(
            "create", ImageCreateCommand.class, "info", ImageInfoCommand.class,
            "resize", ImageResizeCommand.class, "convert", ImageConvertCommand.class,
            "clone", ImageCloneCommand.class, "check", ImageCheckCommand.class,
            "commit", ImageCommitCommand.class, "rebase", ImageRebaseCommand.class,
            "snapshot", ImageSnapshotCommand.class, "bitmap", ImageBitmapCommand.class,
            "compare", ImageCompareCommand.class,
            "map", ImageMapCommand.class, "sparsify", ImageSparsifyCommand.class,
            "measure", ImageMeasureCommand.class);

    private Commands() {}

    static boolean isKnown(String word) {
        return TOP.containsKey(word);
    }

    /**
     * Returns the line with the command that the arguments begin with, or with all where they begin with
     * none. Every argument is taken as it is.
     */
    static CommandLine of(Main main, String[] arguments) {
        CommandLine line = new CommandLine(main);
        add(line, TOP, arguments, 0);
        if (arguments.length > 0 && arguments[0].equals("image")) {
            add(Objects.requireNonNull(line.getSubcommands().get("image")), IMAGE, arguments, 1);
        }
        line.registerConverter(Path.class, FileNames::path);
        // @FILE is a name, and the words of the file are nobody's arguments
        return line.setExpandAtFiles(false);
    }

    private static void add(CommandLine line, Map<String, Class<?>> commands, String[] arguments, int place) {
        String word = place < arguments.length ? arguments[place] : "";
        if (commands.containsKey(word)) {
            line.addSubcommand(word, commands.get(word));
        } else {
            commands.forEach(line::addSubcommand);
        }
    }

    private static Map<String, Class<?>> inOrder(Object... namesAndClasses) {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        for (int i = 0; i < namesAndClasses.length; i += 2) {
            commands.put((String) namesAndClasses[i], (Class<?>) namesAndClasses[i + 1]);
        }
        return commands;
    }
}
