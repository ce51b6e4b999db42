package org.platter.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** The script language: one operation is one line, {@code verb [partition] key=value ...}. */
public final class Script {

    /** What may follow a verb. */
    private enum Verb {
        DISK(false, "disk size=+2GiB", "size"),
        TABLE(false, "table type=gpt", "type", "id"),
        REPAIR(false, "repair"),
        CONVERT(false, "convert type=gpt", "type"),
        SORT(false, "sort"),
        RESTORE(false, "restore table=\"label: gpt …\"", "table"),
        CREATE(false, "create size=512MiB fs=ext4 label=root", "start", "size", "role", "fs", "label", "name",
                "type", "align", "passphrase-file"),
        DELETE(true, "delete 2"),
        MOVE(true, "move 2 start=+1GiB", "start", "align"),
        RESIZE(true, "resize 1 size=max", "start", "end", "size", "align"),
        COPY(true, "copy 1 start=2GiB", "start", "size", "role", "align", "uuid", "replace",
                "to"),
        PASTE(false, "paste from=other.qcow2 partition=1", "from", "partition", "start", "size",
                "role", "align", "uuid", "replace"),
        FORMAT(true, "format 1 fs=ext4 label=data", "fs", "label", "passphrase-file"),
        CHECK(true, "check 1 mode=look", "mode"),
        LABEL(true, "label 1 text=data", "text"),
        UUID(true, "uuid 1 value=random", "value"),
        NAME(true, "name 1 text=EFI", "text"),
        TYPE(true, "type 1 value=swap", "value"),
        FLAG(true, "flag 1 boot=on");

        private final boolean hasPartition;
        private final String example;
        private final List<String> keys;

        Verb(boolean hasPartition, String example, String... keys) {
            this.hasPartition = hasPartition;
            this.example = example;
            this.keys = List.of(keys);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String hint() {
            return "write it like “" + example + "”.";
        }
    }

    private final Verb verb;
    private final Words words;
    private final Layout before;

    private Script(Verb verb, Words words, Layout before) {
        this.verb = verb;
        this.words = words;
        this.before = before;
    }

    /**
     * Returns the operation that a line asks for.
     *
     * @param before the layout that the line's partition numbers and sectors are of
     * @throws Refusal if the line is no operation, naming the word that is wrong and what would be right
     */
    public static Operation parse(String line, Layout before) throws Refusal {
        Words words = Words.of(line);
        if (words.plain().isEmpty()) {
            throw new Refusal("There is no verb in “" + line.strip() + "”; a line begins with one of "
                    + verbs() + ".");
        }
        String word = words.plain().get(0);
        Optional<Verb> verb = Arrays.stream(Verb.values()).filter(known -> known.word().equals(word))
                .findFirst();
        if (verb.isEmpty()) {
            throw new Refusal(Wording.quoted(word) + " is nothing that can be done; a line begins with "
                    + "one of " + verbs() + ".");
        }
        return new Script(verb.get(), words, before).operation();
    }

    /**
     * Returns the lines of a script that ask for something: without blank lines and those that are comments.
     */
    public static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /**
     * Returns {@code draft} with every line of a script pushed.
     *
     * @throws Refusal if a line is wrong or impossible, naming its number
     */
    public static Draft append(Draft draft, String text) throws Refusal {
        try {
            return append(draft, text, Draft::push);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing was looked at
        }
    }

    /** Returns a draft with one more operation, by more rules than the draft's own. */
    @FunctionalInterface
    public interface Queueing {
        Draft push(Draft draft, Operation operation) throws IOException, Refusal;
    }

    /**
     * As {@link #append(Draft, String)}, each operation by these rules.
     *
     * @throws IOException as they do
     */
    public static Draft append(Draft draft, String text, Queueing rules) throws IOException, Refusal {
        Draft grown = draft;
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty() || lines.get(i).startsWith("#")) {
                continue;
            }
            try {
                grown = rules.push(grown, parse(lines.get(i), grown.last()));
            } catch (Refusal refusal) {
                throw new Refusal("Line " + (i + 1) + ", “" + lines.get(i) + "”: " + refusal.getMessage());
            }
        }
        return grown;
    }

    private static String verbs() {
        return Arrays.stream(Verb.values()).map(Verb::word).collect(Collectors.joining(", "));
    }

    private Operation operation() throws Refusal {
        checkWords();
        return switch (verb) {
            case DISK -> new DiskResize(required(amount("size"), "size"));
            case TABLE -> new NewTable(table(), words.value("id"));
            case REPAIR -> new RepairTable();
            case CONVERT -> new ConvertTable(table());
            case SORT -> new SortNumbers();
            case RESTORE -> RestoreTable.of(required(words.value("table"), "table"), before.sectorSize());
            case CREATE -> create();
            case DELETE -> new Delete(partition());
            case MOVE -> new Move(partition(), required(amount("start"), "start"), alignment());
            case RESIZE -> resize();
            case COPY -> copy();
            case PASTE -> paste();
            case FORMAT -> new Format(partition(), Optional.of(required(words.value("fs"), "fs")),
                    words.value("label"), words.value("passphrase-file"));
            case CHECK -> check();
            case LABEL -> new SetLabel(partition(), required(words.value("text"), "text"));
            case UUID -> new SetUuid(partition(), Optional.of(required(words.value("value"), "value"))
                    .filter(value -> !value.equalsIgnoreCase("random")));
            case NAME -> new SetName(partition(), required(words.value("text"), "text"));
            case TYPE -> new SetType(partition(), required(words.value("value"), "value"));
            case FLAG -> flag();
        };
    }

    private void checkWords() throws Refusal {
        int expected = verb.hasPartition ? 2 : 1;
        if (words.plain().size() > expected) {
            throw new Refusal(Wording.quoted(words.plain().get(expected)) + " is not understood here; "
                    + verb.hint());
        }
        if (words.plain().size() < expected) {
            throw new Refusal("“" + verb.word() + "” needs the number of a partition; " + verb.hint());
        }
        for (String key : words.values().keySet()) {
            if (verb != Verb.FLAG && !verb.keys.contains(key)) {
                throw new Refusal(Wording.quoted(key + "=") + " is nothing that “" + verb.word() + "” takes; "
                        + (verb.keys.isEmpty() ? verb.hint()
                                : "it takes " + String.join("=, ", verb.keys) + "=."));
            }
        }
    }

    private Check check() throws Refusal {
        Optional<String> mode = words.value("mode");
        if (mode.isPresent() && !mode.get().equals(Check.LOOK)) {
            throw new Refusal(Wording.quoted(mode.get()) + " is no way to check; without mode= a check "
                    + "repairs, with mode=look it only tells what it finds.");
        }
        return new Check(partition(), mode.isEmpty());
    }

    private PartitionId partition() throws Refusal {
        return partition(words.plain().get(1), "");
    }

    private PartitionId partition(String word, String key) throws Refusal {
        if (!word.matches("[0-9]{1,9}")) {
            throw new Refusal(Wording.quoted(key + word) + " is no number of a partition; " + verb.hint());
        }
        return Subjects.find(before, Integer.parseInt(word)).id();
    }

    private <T> T required(Optional<T> value, String key) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal("“" + verb.word() + "” needs " + key + "=; " + verb.hint());
        }
        return value.get();
    }

    private Optional<Amount> amount(String key) throws Refusal {
        Optional<String> text = words.value(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Amount.parse(text.get(), before.sectorSize()));
        } catch (Refusal refusal) {
            throw new Refusal("In " + Wording.quoted(key + "=" + text.get()) + ": " + refusal.getMessage());
        }
    }

    /** Sectors are meant to the sector, where no alignment stands beside them. */
    private Alignment alignment() throws Refusal {
        boolean isInSectors = Stream.of("start", "end", "size").anyMatch(key -> words.value(key)
                .filter(AmountText::isInSectors).isPresent());
        String word = words.value("align").orElse(isInSectors ? "none" : "mib");
        Optional<Alignment> alignment = Alignment.byId(word);
        if (alignment.isEmpty()) {
            throw new Refusal(Wording.quoted("align=" + word)
                    + " is no alignment; write mib, cylinder or none.");
        }
        return alignment.get();
    }

    private TableType table() throws Refusal {
        String word = required(words.value("type"), "type").toLowerCase(Locale.ROOT);
        return switch (word) {
            case "gpt" -> TableType.GPT;
            case "dos", "msdos", "mbr" -> TableType.DOS;
            default -> throw new Refusal(Wording.quoted("type=" + word)
                    + " is no partition table that Platter makes; write gpt or dos.");
        };
    }

    private Optional<Role> role() throws Refusal {
        Optional<String> word = words.value("role");
        Optional<Role> role = Arrays.stream(Role.values())
                .filter(known -> word.filter(known.id()::equalsIgnoreCase).isPresent()).findFirst();
        if (word.isPresent() && role.isEmpty()) {
            throw new Refusal(Wording.quoted("role=" + word.get())
                    + " is no role; write primary, extended or logical.");
        }
        return role;
    }

    private Operation create() throws Refusal {
        Optional<String> fs = words.value("fs");
        Optional<Role> role = role();
        boolean isFrame = fs.filter(Role.EXTENDED.id()::equalsIgnoreCase).isPresent();
        if (isFrame && role.orElse(Role.EXTENDED) == Role.EXTENDED) {
            fs = Optional.empty();
            role = Optional.of(Role.EXTENDED);
        }
        return new Create(PartitionId.fresh(), amount("start"), amount("size"), role, fs,
                words.value("label"), words.value("name"), words.value("type"), alignment(),
                words.value("passphrase-file"));
    }

    private Operation resize() throws Refusal {
        Optional<Amount> start = amount("start");
        Optional<Amount> end = amount("end");
        Optional<Amount> size = amount("size");
        if (start.isEmpty() && end.isEmpty() && size.isEmpty()) {
            throw new Refusal("“resize” needs size=, or start= or end=; " + verb.hint());
        }
        if (end.isPresent() && size.isPresent()) {
            throw new Refusal("“resize” takes end= or size=, not both; leave one out.");
        }
        return new Resize(partition(), start, end, size, alignment());
    }

    private Operation copy() throws Refusal {
        if (words.value("to").isPresent()) {
            throw new Refusal("A line changes one image only: leave “to=” out to copy into free space of the "
                    + "same "
                    + "disk, or give the other image the line “paste from=… partition="
                    + words.plain().get(1) + "”.");
        }
        return new Copy(partition(), replacedOrNew(), amount("start"), amount("size"), role(), alignment(),
                newUuid(), words.value("replace").isPresent());
    }

    private PartitionId replacedOrNew() throws Refusal {
        Optional<String> replaced = words.value("replace");
        return replaced.isPresent() ? partition(replaced.get(), "replace=") : PartitionId.fresh();
    }

    /** Whether a copy gets a UUID of its own; without the key it keeps that of the original. */
    private boolean newUuid() throws Refusal {
        String word = words.value("uuid").orElse("keep").toLowerCase(Locale.ROOT);
        if (!word.equals("random") && !word.equals("keep")) {
            throw new Refusal(Wording.quoted("uuid=" + word)
                    + " is nothing that a copy takes; write random or keep, and give it another UUID by "
                    + "“uuid”.");
        }
        return word.equals("random");
    }

    private Operation paste() throws Refusal {
        String number = required(words.value("partition"), "partition");
        if (!number.matches("[0-9]{1,9}")) {
            throw new Refusal(Wording.quoted("partition=" + number) + " is no number of a partition; "
                    + verb.hint());
        }
        return new Paste(replacedOrNew(), required(words.value("from"), "from"), Integer.parseInt(number),
                Optional.empty(), amount("start"), amount("size"), role(), alignment(), newUuid(),
                words.value("replace").isPresent());
    }

    private Operation flag() throws Refusal {
        if (words.values().size() != 1) {
            throw new Refusal("“flag” needs one flag and whether it is on or off; " + verb.hint());
        }
        Map.Entry<String, String> flag = words.values().entrySet().iterator().next();
        boolean isOn = flag.getValue().equalsIgnoreCase("on");
        if (!isOn && !flag.getValue().equalsIgnoreCase("off")) {
            throw new Refusal(Wording.quoted(flag.getKey() + "=" + flag.getValue())
                    + " says neither on nor off; " + verb.hint());
        }
        return new SetFlag(partition(), flag.getKey().toLowerCase(Locale.ROOT), isOn);
    }
}
