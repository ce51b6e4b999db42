package org.platter.ui.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Amount;
import org.platter.operation.Create;
import org.platter.operation.Operation;
import org.platter.operation.Placement;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.FileSystemChoice;

/** A new partition in a gap: where, in which role, with which file system. */
final class NewPartitionModel {

    private final DiskViewModel disk;
    private final ByteRange gap;
    private final PartitionId id = PartitionId.fresh();
    private final List<Role> roles;
    private final SpaceModel space;
    private final ObjectProperty<Role> role;
    private final ObjectProperty<FileSystemChoice> fileSystem;
    private final StringProperty label = new SimpleStringProperty("");
    private final StringProperty name = new SimpleStringProperty("");
    private final PassphraseModel passphrase = new PassphraseModel();
    private final StringBinding problem;

    NewPartitionModel(DiskViewModel disk, ByteRange gap) {
        this.disk = disk;
        this.gap = gap;
        roles = roles(disk.preview(), gap);
        role = new SimpleObjectProperty<>(roles.get(0));
        fileSystem = new SimpleObjectProperty<>(choices().stream().filter(FileSystemChoice::isPossible)
                .findFirst()
                .orElseGet(FileSystemChoice::none));
        Alignment alignment = disk.alignmentProperty().get();
        ByteRange initial = fitNew(gap, alignment).or(() -> fitNew(gap, Alignment.NONE)).orElse(gap);
        space = new SpaceModel(bounds(), initial, alignment, this::fit);
        role.addListener((property, before, now) -> {
            // each role has its own lead-in
            space.drag(Grip.BODY, now == Role.EXTENDED ? gap : space.range());
        });
        fileSystem.addListener((property, before, now) -> space.learn(bounds()));
        problem = Bindings.createStringBinding(this::findProblem, space.rangeProperty(),
                space.problemProperty(), role,
                fileSystem, label, name, space.alignmentProperty(), passphrase.wordsProperty(),
                passphrase.againProperty());
    }

    SpaceModel space() {
        return space;
    }

    /** The roles that it can have here, the usual one first. */
    List<Role> roles() {
        return roles;
    }

    ObjectProperty<Role> roleProperty() {
        return role;
    }

    ObjectProperty<FileSystemChoice> fileSystemProperty() {
        return fileSystem;
    }

    StringProperty labelProperty() {
        return label;
    }

    StringProperty nameProperty() {
        return name;
    }

    PassphraseModel passphrase() {
        return passphrase;
    }

    /** Whether the table keeps a name for it. */
    boolean hasName() {
        return disk.preview().table().type() == TableType.GPT;
    }

    /** What can be chosen as file system, with the reason where it cannot be made. */
    List<FileSystemChoice> choices() {
        List<FileSystemChoice> all = new ArrayList<>();
        for (FileSystemType type : FileSystems.all()) {
            all.add(FileSystemChoice.of(type, disk.disk().support(type, Action.CREATE),
                    disk.preview().sectorSize()));
        }
        all.add(FileSystemChoice.none());
        return all;
    }

    /** Returns the style class of what it will hold. */
    String look() {
        return role.get() == Role.EXTENDED ? "fs-extended"
                : fileSystem.get().type().map(type -> FileSystemLook.of(type).styleClass())
                        .orElse("fs-unknown");
    }

    /** Why it cannot be made as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** What is worth knowing of what is chosen; empty where nothing is. */
    String hint() {
        return role.get() == Role.EXTENDED ? "" : PassphraseModel.hint(fileSystem.get().type());
    }

    /** Returns what is to be done, which where it is a LUKS volume names no file that there is. */
    Operation operation() {
        return operation(standIn());
    }

    private Optional<String> standIn() {
        return role.get() == Role.EXTENDED ? Optional.empty()
                : PassphraseModel.standIn(fileSystem.get().type());
    }

    private Operation operation(Optional<String> passphraseFile) {
        Operation aligned = operation(space.alignmentProperty().get(), passphraseFile);
        try {
            // what the fields show is what is made, also if it does not lie where it would be aligned to
            return disk.pending().tried(aligned).partition(id).orElseThrow().range().equals(space.range())
                    ? aligned : operation(Alignment.NONE, passphraseFile);
        } catch (Refusal refusal) {
            return aligned;
        }
    }

    private Operation operation(Alignment alignment, Optional<String> passphraseFile) {
        Role chosen = role.get();
        boolean isFrame = chosen == Role.EXTENDED;
        ByteRange range = space.range();
        return new Create(id, Optional.of(Amount.bytes(range.start())),
                Optional.of(Amount.bytes(range.length())),
                Optional.of(chosen),
                isFrame ? Optional.empty() : fileSystem.get().type().map(FileSystemType::id),
                isFrame || fileSystem.get().type().isEmpty() || label.get().isEmpty()
                        ? Optional.empty() : Optional.of(label.get()),
                hasName() && !name.get().isEmpty() ? Optional.of(name.get()) : Optional.empty(),
                Optional.empty(),
                alignment, passphraseFile);
    }

    /** Queues it. Returns why not, where it is refused. */
    Optional<String> push() {
        disk.alignmentProperty().set(space.alignmentProperty().get());
        return standIn().isEmpty() ? disk.pending().push(operation())
                : disk.pending().push(passphrase.wordsProperty().get(), file -> operation(Optional.of(file)));
    }

    private static List<Role> roles(Layout layout, ByteRange gap) {
        List<Role> possible = new ArrayList<>();
        for (Role candidate : Role.values()) {
            if (Placement.refusal(layout, gap, candidate).isEmpty()) {
                possible.add(candidate);
            }
        }
        return possible.isEmpty() ? List.of(Role.PRIMARY) : List.of(possible.toArray(Role[]::new));
    }

    private SpaceModel.Bounds bounds() {
        Optional<FileSystemType> type = fileSystem == null ? Optional.empty() : fileSystem.get().type();
        long room = fitNew(gap, Alignment.NONE).map(ByteRange::length).orElse(gap.length());
        int sectorSize = disk.preview().sectorSize();
        long least = Math.max(sectorSize, type.map(known -> known.minimumBytes(sectorSize)).orElse(0L));
        long most = Math.min(room, type.map(FileSystemType::maximumBytes).orElse(Long.MAX_VALUE));
        return new SpaceModel.Bounds(gap, least, most, Optional.empty(), Optional.empty(), Optional.empty(),
                false);
    }

    private Optional<ByteRange> fitNew(ByteRange wanted, Alignment alignment) {
        return Placement.fitNew(disk.preview(), gap, wanted, role.get(), alignment);
    }

    private ByteRange fit(ByteRange now, ByteRange wanted, Grip grip, Alignment alignment) {
        long start = Math.max(gap.start(), Math.min(wanted.start(), gap.end() - disk.preview().sectorSize()));
        long end = Math.max(start, Math.min(gap.end(), wanted.end()));
        return fitNew(new ByteRange(start, end), alignment).orElse(now);
    }

    private String findProblem() {
        if (!space.problemProperty().get().isEmpty()) {
            return space.problemProperty().get();
        }
        FileSystemChoice choice = fileSystem.get();
        if (role.get() != Role.EXTENDED && !choice.isPossible()) {
            return choice.reason();
        }
        try {
            if (choice.type().isPresent() && role.get() != Role.EXTENDED) {
                choice.type().get().checkedLabel(label.get());
            }
            disk.pending().tried(operation());
            return role.get() == Role.EXTENDED ? "" : passphrase.problem(choice.type());
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }

    /** Where it lies, in a few words. */
    String place() {
        return Texts.get("new.place", ByteSize.format(gap.length()), ByteSize.format(gap.start()));
    }
}
