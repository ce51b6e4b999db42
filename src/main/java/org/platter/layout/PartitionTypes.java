package org.platter.layout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The catalogue of partition types: the codes that tables hold, what they are called, and short words for
 * scripts.
 */
public final class PartitionTypes {

    /**
     * A known type.
     *
     * @param code as in {@link Partition#typeCode}
     * @param name what people call it: {@code Linux file system}
     * @param aliases short words for scripts, the best first; may be empty
     */
    public record Type(String code, String name, List<String> aliases) {

        public Type {
            aliases = List.copyOf(aliases);
        }
    }

    private static final Pattern DOS_CODE = Pattern.compile("(?:0x)?([0-9a-f]{1,2})h?");
    private static final Pattern GUID = Pattern
            .compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final PartitionTypes DOS = new PartitionTypes("dos-types.tsv");
    private static final PartitionTypes GPT = new PartitionTypes("gpt-types.tsv");
    private static final PartitionTypes NONE = new PartitionTypes(List.of());

    private final Map<String, Type> byCode = new LinkedHashMap<>();
    private final Map<String, Type> byWord = new LinkedHashMap<>();

    private PartitionTypes(List<Type> types) {
        for (Type type : types) {
            byCode.put(type.code(), type);
            type.aliases().forEach(alias -> byWord.putIfAbsent(alias, type));
        }
        types.forEach(type -> byWord.putIfAbsent(type.name().toLowerCase(Locale.ROOT), type));
    }

    private PartitionTypes(String resource) {
        this(load(resource));
    }

    private static List<Type> load(String resource) {
        List<Type> types = new ArrayList<>();
        try (InputStream stream = PartitionTypes.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream,
                        StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split("\t");
                    types.add(new Type(fields[0], fields[1],
                            fields.length > 2 ? List.of(fields[2].split(" ")) : List.of()));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
        return types;
    }

    /** Returns every known type of a kind of table, the usual ones first; none without a table. */
    public static List<Type> all(TableType table) {
        return List.copyOf(of(table).byCode.values());
    }

    /** Returns what a type code is called, or nothing where the catalogue does not know it. */
    public static Optional<String> name(TableType table, String code) {
        return Optional.ofNullable(of(table).byCode.get(code)).map(Type::name);
    }

    /** Returns the best short word for a type code, where it has one. */
    public static Optional<String> alias(TableType table, String code) {
        return Optional.ofNullable(of(table).byCode.get(code))
                .flatMap(type -> type.aliases().stream().findFirst());
    }

    /**
     * Returns the code that {@code word} stands for: a short word ({@code swap}), a name, or a code in any
     * spelling ({@code 83 0x83}, a GUID), known or not; nothing where it is none of these. Case does not
     * matter.
     */
    public static Optional<String> code(TableType table, String word) {
        String wanted = word.strip().toLowerCase(Locale.ROOT);
        Type known = of(table).byWord.get(wanted);
        if (known != null) {
            return Optional.of(known.code());
        }
        if (table == TableType.GPT) {
            return Optional.of(wanted).filter(text -> GUID.matcher(text).matches() && !isNil(text));
        }
        Matcher matcher = DOS_CODE.matcher(wanted);
        // 0x00 marks an unused entry: a partition of that type would not be there when read again
        return table == TableType.DOS && matcher.matches() && Integer.parseInt(matcher.group(1), 16) != 0
                ? Optional.of(String.format("0x%02x", Integer.parseInt(matcher.group(1), 16)))
                : Optional.empty();
    }

    /** Returns whether a DOS type code is one of those that mark the extended partition: 0x05, 0x0f, 0x85. */
    public static boolean isExtended(String code) {
        return code.equals("0x05") || code.equals("0x0f") || code.equals("0x85");
    }

    private static boolean isNil(String guid) {
        return guid.chars().allMatch(character -> character == '0' || character == '-');
    }

    private static PartitionTypes of(TableType table) {
        return table == TableType.DOS ? DOS : table == TableType.GPT ? GPT : NONE;
    }
}
