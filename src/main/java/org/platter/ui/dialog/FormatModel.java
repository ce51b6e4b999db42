package org.platter.ui.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Partition;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.FileSystemChoice;

/** A new file system for a partition, or none. */
final class FormatModel {

    private final DiskViewModel disk;
    private final Partition partition;
    private final List<FileSystemChoice> choices;
    private final ObjectProperty<FileSystemChoice> fileSystem;
    private final StringProperty label = new SimpleStringProperty("");
    private final PassphraseModel passphrase = new PassphraseModel();
    private final StringBinding problem;

    FormatModel(DiskViewModel disk, Partition partition) {
        this.disk = disk;
        this.partition = partition;
        choices = findChoices();
        Optional<FileSystemType> now = FileSystems.of(partition.content());
        fileSystem = new SimpleObjectProperty<>(choices.stream()
                .filter(choice -> choice.isPossible() && (now.isEmpty() || choice.type().equals(now)))
                .findFirst()
                .orElseGet(FileSystemChoice::none));
        label.set(partition.content().label().filter(text -> fits(text)).orElse(""));
        problem = Bindings.createStringBinding(this::findProblem, fileSystem, label,
                passphrase.wordsProperty(), passphrase.againProperty());
    }

    List<FileSystemChoice> choices() {
        return choices;
    }

    ObjectProperty<FileSystemChoice> fileSystemProperty() {
        return fileSystem;
    }

    StringProperty labelProperty() {
        return label;
    }

    PassphraseModel passphrase() {
        return passphrase;
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** What is lost, and what a passphrase means; empty where there is nothing to lose or to know. */
    String warning() {
        return Stream.of(lost(), PassphraseModel.hint(fileSystem.get().type()))
                .filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    }

    private String lost() {
        return partition.content().type().isEmpty() ? ""
                : partition.fileSystem().filter(known -> known.used().isPresent())
                        .map(known -> ByteSize.format(known.used().getAsLong()))
                        .map(used -> Texts.get("format.lost.used", used))
                        .orElseGet(() -> Texts.get("format.lost"));
    }

    private Operation operation(Optional<String> passphraseFile) {
        Optional<FileSystemType> type = fileSystem.get().type();
        return new Format(partition.id(), type.map(FileSystemType::id),
                type.isEmpty() || label.get().isEmpty() ? Optional.empty() : Optional.of(label.get()),
                passphraseFile);
    }

    /** Queues it. Returns why not, where it is refused. */
    Optional<String> push() {
        return PassphraseModel.standIn(fileSystem.get().type()).isEmpty()
                ? disk.pending().push(operation(Optional.empty()))
                : disk.pending().push(passphrase.wordsProperty().get(), file -> operation(Optional.of(file)));
    }

    private List<FileSystemChoice> findChoices() {
        List<FileSystemChoice> all = new ArrayList<>();
        long size = partition.range().length();
        int sectorSize = disk.preview().sectorSize();
        for (FileSystemType type : FileSystems.all()) {
            if (size < type.minimumBytes(sectorSize)) {
                all.add(new FileSystemChoice(Optional.of(type),
                        Texts.get("format.small", ByteSize.format(type.minimumBytes(sectorSize)))));
            } else if (size > type.maximumBytes()) {
                all.add(new FileSystemChoice(Optional.of(type),
                        Texts.get("format.large", ByteSize.format(type.maximumBytes()))));
            } else {
                all.add(FileSystemChoice.of(type, disk.disk().support(type, Action.CREATE), sectorSize));
            }
        }
        all.add(FileSystemChoice.none());
        return List.copyOf(all);
    }

    private boolean fits(String text) {
        try {
            Optional<FileSystemType> type = fileSystem.get().type();
            return type.isPresent() && type.get().checkedLabel(text).equals(text);
        } catch (Refusal refusal) {
            return false;
        }
    }

    private String findProblem() {
        FileSystemChoice choice = fileSystem.get();
        if (!choice.isPossible()) {
            return choice.reason();
        }
        try {
            if (choice.type().isPresent()) {
                choice.type().get().checkedLabel(label.get());
            }
            disk.pending().tried(operation(PassphraseModel.standIn(choice.type())));
            return passphrase.problem(choice.type());
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
