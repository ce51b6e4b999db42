package org.platter.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.platter.base.Json;
import org.platter.layout.PartitionTypes;
import org.platter.layout.TableType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter types}: the types of partitions that tables know. */
@Command(name = "types", mixinStandardHelpOptions = true,
        description = {"Lists the types of partitions by code, words and name. “type 1 value=...” and "
                + "“create type=...” take any of the three,",
            "and codes that are not listed."})
final class TypesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "gpt or msdos; without it, both.")
    private String table;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> all = new LinkedHashMap<>();
        PrintWriter out = spec.commandLine().getOut();
        for (TableType type : tables()) {
            List<Object> rows = new ArrayList<>();
            if (!json && table == null) {
                out.println(type == TableType.GPT ? "GPT:" : "MBR (msdos):");
            }
            for (PartitionTypes.Type known : PartitionTypes.all(type)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("code", known.code());
                row.put("name", known.name());
                row.put("words", known.aliases());
                rows.add(row);
                if (!json) {
                    out.printf("%s  %s%s%n", known.code(), known.name(), known.aliases().isEmpty() ? ""
                            : "  (" + String.join(", ", known.aliases()) + ")");
                }
            }
            all.put(type.id(), rows);
        }
        if (json) {
            Json.print(all, out);
        }
        return Main.DONE;
    }

    private List<TableType> tables() {
        return switch (table == null ? "" : table.toLowerCase(Locale.ROOT)) {
            case "" -> List.of(TableType.GPT, TableType.DOS);
            case "gpt" -> List.of(TableType.GPT);
            case "dos", "msdos", "mbr" -> List.of(TableType.DOS);
            default -> throw new ParameterException(spec.commandLine(),
                    "“" + table + "” is no kind of table; write gpt or msdos.");
        };
    }
}
