package org.platter.filesystem.registry;

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
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Tools;
import org.platter.filesystem.Way;
import org.platter.layout.Content;

/** The README's table of file systems, written from what they say of themselves, and read. */
public final class ReadmeTable {

    /** Columns that are no {@link Action}: every file system has the first two. */
    public static final String MOVE = "move";
    public static final String COPY = "copy";
    public static final String LIVE = "copies only what is in use";

    private static final String NONE = "–";
    private static final String MOUNTED = "¹";
    private static final String HEAD = "| | " + Stream.concat(Arrays.stream(Action.values())
            .map(ReadmeTable::column), Stream.of(LIVE)).collect(Collectors.joining(" | ")) + " |\n"
            + "|---".repeat(Action.values().length + 2) + "|\n";

    /**
     * A cell that says that something can be done.
     *
     * @param displayName of the file system
     */
    public record Cell(String displayName, String column) {

        /** Returns the action; nothing where the column is none. */
        public Optional<Action> action() {
            return Arrays.stream(Action.values())
                    .filter(it -> ReadmeTable.column(it).equals(column)).findFirst();
        }
    }

    private ReadmeTable() {}

    /** Returns the name of an action's column. */
    public static String column(Action action) {
        return action == Action.UUID ? "UUID" : action.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the table and its footnotes. */
    static String text() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (FileSystemType type : FileSystems.all()) {
            List<String> cells = new ArrayList<>();
            for (Action action : Action.values()) {
                cells.add(cell(type, action));
            }
            cells.add(isLiveKnown(type) ? "yes" : NONE);
            rows.merge(String.join(" | ", cells), type.displayName(), (one, other) -> one + ", " + other);
        }
        return HEAD + rows.entrySet().stream()
                .map(row -> "| " + row.getValue() + " | " + row.getKey() + " |\n")
                .collect(Collectors.joining())
                + "\n" + MOUNTED
                + " While it is mounted: by the kernel of the package user-mode-linux, as any "
                + "user; where that is not\ninstalled by the kernel of this computer, as root.\n";
    }

    private static String cell(FileSystemType type, Action action) {
        if (!type.support(action, Tools.ALL).isPossible()) {
            return NONE;
        }
        Content.FileSystem any = type.planned(Optional.empty(), Optional.empty(), ByteSize.MIB);
        Way way = switch (action) {
            case CREATE -> type.create("", "", 0, 512);
            case GROW -> type.grow(any, ByteSize.MIB);
            case SHRINK -> type.shrink(any, ByteSize.MIB);
            case CHECK -> type.checkup().look();
            case LABEL -> type.label("");
            case UUID -> type.uuid("");
        };
        return way instanceof Way.ByPlatter ? "Platter"
                : way.program().orElseThrow() + (way instanceof Way.ByKernel ? MOUNTED : "");
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
                        cells.add(new Cell(name, columns[i]));
                    }
                }
                cells.add(new Cell(name, MOVE));
                cells.add(new Cell(name, COPY));
            }
        }
        return cells;
    }
}
