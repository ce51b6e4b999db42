package org.platter.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.platter.base.Json;
import org.platter.filesystem.registry.FileSystems;
import org.platter.session.DiskSession;
import org.platter.session.SupportMatrix;
import org.platter.session.SupportMatrix.Cell;
import org.platter.session.SupportMatrix.Column;
import org.platter.session.SupportMatrix.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code platter support}: what can be done here with which file system. */
@Command(name = "support", mixinStandardHelpOptions = true,
        description = "Tells what can be done on this computer with which file system, and what is missing.")
final class SupportCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Row> rows = SupportMatrix.of(DiskSession::installedSupport);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(rows.stream().map(SupportCommand::json).toList(), out);
            return Main.DONE;
        }
        int widest = rows.stream().mapToInt(row -> row.type().displayName().length()).max().orElse(0) + 2;
        out.print(" ".repeat(widest));
        for (Column column : Column.values()) {
            out.printf("%-8s", column.name().toLowerCase(Locale.ROOT));
        }
        out.println();
        for (Row row : rows) {
            List<String> reasons = new ArrayList<>();
            String name = row.type().displayName();
            out.print(name + " ".repeat(widest - name.length()));
            for (Column column : Column.values()) {
                Cell cell = Objects.requireNonNull(row.cells().get(column));
                out.printf("%-8s", cell.kind().equals("yes") ? "yes"
                        : cell.kind().equals("never") ? "-" : "no");
                if (!cell.kind().equals("yes")) {
                    reasons.add(cell.words());
                }
            }
            out.println();
            reasons.stream().distinct().forEach(reason -> out.println("    " + reason));
        }
        out.println("bcachefs is recognised, moved and copied whole. "
                + FileSystems.whyUnmanaged("bcachefs").orElseThrow());
        out.println(SupportMatrix.sandbox());
        return Main.DONE;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", row.type().id());
        for (Column column : Column.values()) {
            Cell cell = Objects.requireNonNull(row.cells().get(column));
            all.put(column.name().toLowerCase(Locale.ROOT), Json.object("support", cell.kind(),
                    "text", cell.words()));
        }
        all.put("packages", row.packages());
        return all;
    }
}
