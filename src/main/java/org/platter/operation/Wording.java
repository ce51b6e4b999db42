package org.platter.operation;

import java.util.List;
import java.util.Locale;
import org.platter.base.ByteSize;
import org.platter.layout.Layout;
import org.platter.layout.Table;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/** How sizes, places and texts are put in sentences and in lines. */
final class Wording {

    private Wording() {}

    /**
     * Returns a size with its exact sectors, for sentences that compare: {@code 486 MiB (996030 sectors)}.
     */
    static String size(Layout layout, long bytes) {
        String text = ByteSize.format(bytes);
        boolean exact = bytes % ByteSize.MIB == 0 && !text.contains(".");
        return exact || bytes % layout.sectorSize() != 0 ? text
                : text + " (" + bytes / layout.sectorSize() + " sectors)";
    }

    /** Returns a place on the disk: {@code sector 3084480 (1.47 GiB)}. */
    static String place(Layout layout, long bytes) {
        return "sector " + bytes / layout.sectorSize() + " (" + ByteSize.format(bytes) + ")";
    }

    /** Returns a text in the quotation marks of sentences. */
    static String quoted(String text) {
        return "“" + text + "”";
    }

    /** Returns the value as a script writes it: bare where it can be, else in quotes. */
    static String value(String text) {
        if (text.matches("[\\p{L}\\p{N}._:/+-]+")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Returns words with commas and an “and” between them. */
    static String listed(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    /**
     * Returns the end of a sentence on a new table: how its entries keep what others have put where entries
     * usually lie; empty where they lie there.
     */
    static String sparing(Layout before, Layout after) {
        Table table = after.table();
        boolean isElsewhere = table.entriesAt() != 0;
        if (table.type() != TableType.GPT || table.equals(before.table()) || before.foreign().isEmpty()
                || !isElsewhere && table.maximumPartitions() >= PartitionTables.GPT_ENTRIES) {
            return "";
        }
        long first = before.foreign().get(0).start() / before.sectorSize();
        return (isElsewhere ? ", with its " + table.maximumPartitions() + " entries from sector "
                + table.entriesAt() / before.sectorSize() + " on"
                : ", with " + table.maximumPartitions() + " entries instead of "
                        + PartitionTables.GPT_ENTRIES)
                + ", which keeps what lies from sector " + first + " on";
    }

    static String capitalized(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
