package org.platter.ui.dialog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionFlags;
import org.platter.layout.PartitionTypes;
import org.platter.layout.PartitionTypes.Type;
import org.platter.layout.TableType;
import org.platter.operation.Operation;
import org.platter.operation.SetFlag;
import org.platter.operation.SetType;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** The type code and the flags of a partition. */
final class TypeModel {

    private static final List<String> DOS_FLAGS = List.of("boot");
    private static final List<String> GPT_FLAGS = List.of("required", "no-block-io", "legacy-boot");

    private static final String BIT = "bit";

    private final DiskViewModel disk;
    private final Partition partition;
    private final TableType table;
    private final List<Type> types;
    private final ObjectProperty<Type> type;
    private final Map<String, BooleanProperty> flags = new LinkedHashMap<>();
    private final StringBinding problem;

    TypeModel(DiskViewModel disk, Partition partition) {
        this.disk = disk;
        this.partition = partition;
        table = disk.preview().table().type();
        List<Type> all = new ArrayList<>(PartitionTypes.all(table));
        Type now = all.stream().filter(known -> known.code().equals(partition.typeCode())).findFirst()
                .orElseGet(() -> new Type(partition.typeCode(), Texts.get("type.unknown"), List.of()));
        if (!all.contains(now)) {
            all.add(0, now);
        }
        types = List.copyOf(all);
        type = new SimpleObjectProperty<>(now);
        TreeSet<String> others = new TreeSet<>(partition.flags());
        Stream<String> bits = IntStream.rangeClosed(PartitionFlags.FIRST, PartitionFlags.LAST)
                .mapToObj(bit -> BIT + bit);
        Stream.of((table == TableType.GPT ? GPT_FLAGS : DOS_FLAGS).stream(),
                table == TableType.GPT ? bits : Stream.<String>empty(), others.stream())
                .flatMap(some -> some).distinct()
                .forEach(
                        flag -> flags.put(flag, new SimpleBooleanProperty(partition.flags().contains(flag))));
        ObservableList<Observable> inputs = FXCollections.observableArrayList(flags.values());
        inputs.add(type);
        problem = Bindings.createStringBinding(this::findProblem, inputs.toArray(Observable[]::new));
    }

    List<Type> types() {
        return types;
    }

    ObjectProperty<Type> typeProperty() {
        return type;
    }

    /**
     * Returns the types whose name, short words or code contain a text. A code that the catalogue does not
     * know is a type of its own.
     */
    List<Type> matching(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<Type> found = new ArrayList<>(types.stream()
                .filter(known -> known.name().toLowerCase(Locale.ROOT).contains(wanted)
                        || known.code().contains(wanted)
                        || known.aliases().stream().anyMatch(alias -> alias.contains(wanted)))
                .toList());
        Optional<String> code = wanted.isEmpty() ? Optional.empty() : PartitionTypes.code(table, wanted);
        code.flatMap(exact -> types.stream().filter(known -> known.code().equals(exact)).findFirst()
                .or(() -> Optional.of(new Type(exact, Texts.get("type.unknown"), List.of()))))
                .ifPresent(exact -> {
                    found.remove(exact);
                    found.add(0, exact);
                });
        return found;
    }

    /** Returns the key of what a flag means in a partition of the chosen type; nothing where that is open. */
    Optional<String> meaning(String flag) {
        if (!flag.startsWith(BIT)) {
            return Optional.of("flag." + flag);
        }
        int bit = Integer.parseInt(flag.substring(BIT.length()));
        return Optional.ofNullable(type.get()).flatMap(chosen -> PartitionFlags.meaning(chosen.code(), bit))
                .map(word -> "flag.meaning." + word);
    }

    /** The flags by their names in scripts, in the order in which they are shown. */
    Map<String, BooleanProperty> flags() {
        return flags;
    }

    /** Why it cannot be set as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** Returns one operation for each thing that was changed. */
    List<Operation> operations() {
        List<Operation> changes = new ArrayList<>();
        if (type.get() != null && !type.get().code().equals(partition.typeCode())) {
            changes.add(new SetType(partition.id(), type.get().code()));
        }
        flags.forEach((flag, isOn) -> {
            if (isOn.get() != partition.flags().contains(flag)) {
                changes.add(new SetFlag(partition.id(), flag, isOn.get()));
            }
        });
        return changes;
    }

    /** Queues them. Returns why not, where one is refused. */
    Optional<String> push() {
        for (Operation operation : operations()) {
            Optional<String> refusal = disk.pending().push(operation);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private String findProblem() {
        List<Operation> changes = operations();
        if (changes.isEmpty()) {
            return Texts.get("text.same");
        }
        try {
            Layout layout = disk.preview();
            for (Operation operation : changes) {
                layout = operation.applyTo(layout);
            }
            return "";
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
