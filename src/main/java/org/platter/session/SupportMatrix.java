package org.platter.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.tool.Programs;
import org.platter.tool.Sandbox;

/** What can be done with which file system: the one table that the window and the command line show. */
public final class SupportMatrix {

    /** What is told of each file system, in the order of the columns. */
    public enum Column {
        CREATE, GROW, SHRINK, MOVE, COPY, CHECK, LABEL, UUID
    }

    /**
     * Whether something can be had, and the sentence that says how or why not.
     *
     * @param kind {@code yes}, {@code missing}, {@code privilege} or {@code never}
     */
    public record Cell(String kind, String words) {}

    /**
     * A file system.
     *
     * @param packages that would make more possible
     */
    public record Row(FileSystemType type, Map<Column, Cell> cells, List<String> packages) {

        public Row {
            cells = Map.copyOf(cells);
            packages = List.copyOf(packages);
        }
    }

    private SupportMatrix() {}

    /** Returns how programs are kept from what they have no business with here, in a sentence. */
    public static String sandbox() {
        return Sandbox.whyNot(Programs.installed()).orElse("Programs run in a sandbox of bubblewrap: without "
                + "a network, and with the file system to be read only but for what they work on.");
    }

    /** @param support tells whether an action can be had */
    public static List<Row> of(BiFunction<FileSystemType, Action, Support> support) {
        List<Row> rows = new ArrayList<>();
        for (FileSystemType type : FileSystems.all()) {
            Map<Column, Cell> cells = new LinkedHashMap<>();
            Set<String> packages = new TreeSet<>();
            for (Column column : Column.values()) {
                Optional<Action> action = action(column);
                Support known = action.map(asked -> support.apply(type, asked)).orElseGet(Support.Yes::new);
                cells.put(column, new Cell(kind(known), known.isPossible()
                        ? action.map(asked -> how(type, asked)).orElse("Yes, with no program; not "
                                + "while it is mounted elsewhere.")
                        : known.reason()));
                if (known instanceof Support.MissingTool tool) {
                    packages.add(tool.debianPackage());
                }
            }
            rows.add(new Row(type, cells, List.copyOf(packages)));
        }
        return rows;
    }

    private static Optional<Action> action(Column column) {
        return column == Column.MOVE || column == Column.COPY ? Optional.empty()
                : Optional.of(Action.valueOf(column.name()));
    }

    private static String kind(Support support) {
        return support.isPossible() ? "yes" : support instanceof Support.Never ? "never"
                : support instanceof Support.MissingTool ? "missing" : "privilege";
    }

    /** What takes a mount cannot be had where all programs are and nothing can be mounted. */
    private static String how(FileSystemType type, Action action) {
        return type.support(action, program -> true).isPossible()
                ? "Yes; not while it is mounted elsewhere."
                : "Yes, while Platter has it mounted, in private; not while it is mounted elsewhere.";
    }
}
