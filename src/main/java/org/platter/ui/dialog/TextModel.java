package org.platter.ui.dialog;

import java.util.Optional;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Partition;
import org.platter.operation.Operation;
import org.platter.operation.SetLabel;
import org.platter.operation.SetName;
import org.platter.operation.SetUuid;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** One text about a partition: the label or UUID of its file system, or its name in the table. */
final class TextModel {

    /** Returns the text as it will be kept. */
    @FunctionalInterface
    private interface Rule {
        String keep(String text) throws Refusal;
    }

    private final DiskViewModel disk;
    private final String now;
    private final String hint;
    private final Rule rule;
    private final Function<String, Operation> operation;
    private final StringProperty text = new SimpleStringProperty("");
    private final StringBinding problem = Bindings.createStringBinding(this::findProblem, text);

    private TextModel(DiskViewModel disk, String now, String hint, Rule rule,
            Function<String, Operation> operation) {
        this.disk = disk;
        this.now = now;
        this.hint = hint;
        this.rule = rule;
        this.operation = operation;
        text.set(now);
    }

    static TextModel label(DiskViewModel disk, Partition partition) {
        FileSystemType type = FileSystems.of(partition.content()).orElseThrow();
        return new TextModel(disk, partition.content().label().orElse(""),
                Texts.get("label.hint", type.displayName(), type.maximumLabel()), type::checkedLabel,
                text -> new SetLabel(partition.id(), text));
    }

    static TextModel name(DiskViewModel disk, Partition partition) {
        return new TextModel(disk, partition.name().orElse(""), Texts.get("name.hint"), text -> text,
                text -> new SetName(partition.id(), text));
    }

    static TextModel uuid(DiskViewModel disk, Partition partition) {
        FileSystemType type = FileSystems.of(partition.content()).orElseThrow();
        TextModel model = new TextModel(disk, partition.content().uuid().orElse(""), Texts.get("uuid.hint"),
                type::checkedUuid, text -> new SetUuid(partition.id(), Optional.of(text)));
        model.text.set(type.randomUuid());
        return model;
    }

    /** What it is by now. */
    String now() {
        return now;
    }

    /** What is allowed, in a sentence. */
    String hint() {
        return hint;
    }

    StringProperty textProperty() {
        return text;
    }

    /** Why it cannot be set as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** Returns the text as it will be kept, where that is another one than was typed. */
    Optional<String> kept() {
        try {
            return Optional.of(rule.keep(text.get())).filter(kept -> !kept.equals(text.get()));
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    /** Queues it. Returns why not, where it is refused. */
    Optional<String> push() {
        return disk.pending().push(operation.apply(text.get()));
    }

    private String findProblem() {
        try {
            if (rule.keep(text.get()).equals(now)) {
                return Texts.get("text.same");
            }
            disk.pending().tried(operation.apply(text.get()));
            return "";
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
