package org.platter.filesystem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;

/** The README's table of file systems, written from what they say of themselves, and read. */
public final class ReadmeTable {

    /** Columns that are no {@link Action}: every file system has the first two. */
    public static final String MOVE = "move";
    public static final String COPY = "copy";
    public static final String LIVE = "copies only what is in use";

    private static final String NONE = "–";
    private static final String MOUNTED = "¹";
    private static final String UNTRIED = "²";
    private static final String HEAD = "| | " + Stream.concat(Arrays.stream(Action.values())
            .map(ReadmeTable::column), Stream.of(LIVE)).collect(Collectors.joining(" | ")) + " |\n"
            + "|---".repeat(Action.values().length + 2) + "|\n";

    /** What the tests run only where there is what Debian and most kernels do not have, and why. */
    private static final Map<String, Untried> EXCEPTIONS = exceptions();

    private record Untried(List<Action> actions, String reason) {}

    /**
     * A cell that says that something can be done.
     *
     * @param displayName of the file system
     * @param isUntried whether the table says that not every machine runs it
     */
    public record Cell(String displayName, String column, boolean isUntried) {

        /** Returns the action; nothing where the column is none. */
        public Optional<Action> action() {
            return Arrays.stream(Action.values())
                    .filter(it -> ReadmeTable.column(it).equals(column)).findFirst();
        }
    }

    /**
     * A machine on which everything can be mounted and nothing is installed: each action names its program.
     */
    private static final Tools BARE = new Tools() {
        @Override
        public boolean has(String program) {
            return false;
        }

        @Override
        public Optional<Support> whyNotMount(String displayName, String kernelName) {
            return Optional.empty();
        }
    };

    private ReadmeTable() {}

    private static Map<String, Untried> exceptions() {
        Map<String, Untried> map = new LinkedHashMap<>();
        map.put("jfs", new Untried(List.of(Action.GROW), "JFS grows only under a kernel that knows it"));
        map.put("nilfs2", new Untried(List.of(Action.GROW, Action.SHRINK),
                "NILFS2 is resized only under a kernel that knows it"));
        return map;
    }

    /** Returns the name of an action's column. */
    public static String column(Action action) {
        return action == Action.UUID ? "UUID" : action.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the table and its footnotes. */
    static String text() throws java.io.IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (FileSystemType type : FileSystems.all()) {
            List<String> cells = new ArrayList<>();
            for (Action action : Action.values()) {
                cells.add(cell(type, action));
            }
            boolean isMade = mark(type, Action.CREATE).isEmpty();
            cells.add(isLiveKnown(type) ? isMade ? "yes" : "yes" + UNTRIED : NONE);
            rows.merge(String.join(" | ", cells), type.displayName(), (one, other) -> one + ", " + other);
        }
        return HEAD + rows.entrySet().stream()
                .map(row -> "| " + row.getValue() + " | " + row.getKey() + " |\n")
                .collect(Collectors.joining())
                + "\n" + MOUNTED + " While it is mounted, through a loop device over its window: as root, "
                + "where the kernel knows the file system.\n"
                + UNTRIED + " Run by `packaging/test-machine`, and not on every machine: "
                + EXCEPTIONS.values().stream().map(Untried::reason).distinct()
                        .collect(Collectors.joining(";\n"))
                + ".\n";
    }

    private static String cell(FileSystemType type, Action action) throws java.io.IOException {
        if (!type.support(action, Tools.ALL).isPossible()) {
            return NONE;
        }
        String untried = mark(type, action);
        boolean isResize = action == Action.GROW || action == Action.SHRINK;
        if (type.isOwn(action) || isResize && type.resizesItself()) {
            return "Platter" + untried;
        }
        try (BlockDevice slice = new MemoryDevice(ByteSize.MIB, 512)) {
            boolean isMounted = isResize && (action == Action.GROW ? type.mountedGrow(slice)
                    : type.mountedShrink(slice, ByteSize.MIB)).isPresent();
            return ((Support.MissingTool) type.support(action, BARE)).program() + (isMounted ? MOUNTED : "")
                    + untried;
        }
    }

    private static String mark(FileSystemType type, Action action) {
        return Optional.ofNullable(EXCEPTIONS.get(type.id())).filter(it -> it.actions().contains(action))
                .map(it -> UNTRIED).orElse("");
    }

    private static boolean isLiveKnown(FileSystemType type) {
        return Stream.of(type.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("liveBlocks"));
    }

    /** Returns the cells of the table in a text that say that something can be done; moves and copies too. */
    public static List<Cell> parse(String readme) {
        List<Cell> cells = new ArrayList<>();
        String head = HEAD.substring(0, HEAD.indexOf('\n'));
        String[] columns = head.split(" \\| ?");
        List<String> lines = readme.substring(readme.indexOf(head)).lines().skip(2)
                .takeWhile(line -> line.startsWith("|")).toList();
        for (String line : lines) {
            String[] texts = line.substring(2).split(" \\| ?");
            for (String name : texts[0].split(", ")) {
                for (int i = 1; i < texts.length; i++) {
                    if (!texts[i].equals(NONE)) {
                        cells.add(new Cell(name, columns[i], texts[i].contains(UNTRIED)));
                    }
                }
                cells.add(new Cell(name, MOVE, false));
                cells.add(new Cell(name, COPY, false));
            }
        }
        return cells;
    }
}
