package org.platter.ui.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.operation.Operation;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** Another table for the same disk: what it changes of the partitions, and what is lost by it. */
final class TableChange {

    private final DiskViewModel disk;
    private final Operation operation;
    private final Layout before;
    private Optional<Layout> after = Optional.empty();
    private String problem = "";

    TableChange(DiskViewModel disk, Operation operation) {
        this.disk = disk;
        this.operation = operation;
        before = disk.preview();
        try {
            after = Optional.of(disk.pending().tried(operation));
        } catch (Refusal refusal) {
            problem = refusal.getMessage();
        }
    }

    Layout before() {
        return before;
    }

    /** Nothing where it is refused. */
    Optional<Layout> after() {
        return after;
    }

    /** Why it cannot be done, in a sentence; empty when it can. */
    String problem() {
        return problem;
    }

    Optional<String> push() {
        return disk.pending().push(operation);
    }

    /** Returns a sentence for each kind of change; the bytes of the partitions never do. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (after.isEmpty()) {
            return sentences;
        }
        Layout now = after.get();
        Predicate<Partition> stays = old -> now.partition(old.id()).isPresent();
        tell(sentences, "table.change.gone", numbers(before, stays.negate().and(TableChange::isReal)));
        tell(sentences, "table.change.new", numbers(now, partition -> isReal(partition)
                && before.partition(partition.id()).isEmpty()));
        String moved = before.partitions().stream().filter(stays)
                .filter(old -> now(old).number() != old.number())
                .map(old -> Texts.get("table.change.number", String.valueOf(old.number()),
                        String.valueOf(now(old).number())))
                .collect(Collectors.joining(", "));
        tell(sentences, "table.change.numbers", moved);
        tell(sentences, "table.change.logical", numbers(before,
                stays.and(old -> old.role() != Role.LOGICAL && now(old).role() == Role.LOGICAL)));
        tell(sentences, "table.change.primary", numbers(before,
                stays.and(old -> old.role() == Role.LOGICAL && now(old).role() == Role.PRIMARY)));
        tell(sentences, "table.change.names",
                numbers(before, stays.and(old -> old.name().filter(name -> !name.isEmpty()).isPresent()
                        && !now(old).name().equals(old.name()))));
        tell(sentences, "table.change.flags",
                numbers(before, stays.and(old -> !now(old).flags().containsAll(old.flags()))));
        tell(sentences, "table.change.uuids",
                numbers(before, stays.and(old -> !now(old).uuid().equals(old.uuid()))));
        return sentences;
    }

    private Partition now(Partition old) {
        return after.orElseThrow().partition(old.id()).orElseThrow();
    }

    private static boolean isReal(Partition partition) {
        return partition.role() != Role.EXTENDED;
    }

    private static String numbers(Layout layout, Predicate<Partition> which) {
        return layout.partitions().stream().filter(which).map(Partition::number).sorted()
                .map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void tell(List<String> sentences, String text, String which) {
        if (!which.isEmpty()) {
            sentences.add(Texts.get(text, which));
        }
    }
}
