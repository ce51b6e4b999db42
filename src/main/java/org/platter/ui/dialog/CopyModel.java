package org.platter.ui.dialog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Amount;
import org.platter.operation.Operation;
import org.platter.operation.Placement;
import org.platter.ui.CopySource;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/** A copy of a partition in a gap: where, how much larger than what is copied, and with which UUID. */
final class CopyModel {

    private final DiskViewModel disk;
    private final CopySource from;
    private final Partition source;
    private final ByteRange gap;
    private final PartitionId id = PartitionId.fresh();
    private final Role role;
    private final SpaceModel space;
    private final BooleanProperty newUuid = new SimpleBooleanProperty();
    private final List<Optional<Partition>> replaceable = new ArrayList<>();
    private final ObjectProperty<Optional<Partition>> replaced = new SimpleObjectProperty<>(Optional.empty());
    private final Optional<String> uuidRefusal;
    private final StringBinding problem;

    CopyModel(DiskViewModel disk, CopySource from, ByteRange gap) {
        this.disk = disk;
        this.from = from;
        source = from.partition();
        uuidRefusal = Reasons.unsupported(disk, source, Action.UUID);
        newUuid.set(uuidRefusal.isEmpty() && source.content().uuid().isPresent());
        this.gap = gap;
        role = disk.preview().isLogicalSpace(gap) ? Role.LOGICAL : Role.PRIMARY;
        offerToReplace();
        Alignment alignment = disk.alignmentProperty().get();
        ByteRange wanted = ByteRange.of(gap.start(), source.range().length());
        ByteRange initial = landed(wanted, alignment).or(() -> landed(wanted, Alignment.NONE)).orElse(wanted);
        long room = Placement.fitNew(disk.preview(), gap, gap, role, Alignment.NONE).map(ByteRange::length)
                .orElse(gap.length());
        space = new SpaceModel(new SpaceModel.Bounds(gap, source.range().length(), room, Optional.empty(),
                Optional.empty(), Optional.empty(), true), initial, alignment, this::fit);
        problem = Bindings.createStringBinding(this::findProblem, space.rangeProperty(),
                space.problemProperty(), space.alignmentProperty(), newUuid, replaced);
    }

    /** The original comes first; where the table is full, the copy has to replace a partition. */
    private void offerToReplace() {
        Layout layout = disk.preview();
        boolean isFull = Placement.refusal(layout, gap, role).isPresent();
        if (!isFull) {
            replaceable.add(Optional.empty());
        }
        layout.partitions().stream().filter(partition -> partition.role() == role)
                .sorted(Comparator.comparing(partition -> !isOriginal(partition)))
                .map(Optional::of).forEach(replaceable::add);
        replaced.addListener((property, old, now) -> newUuid.set(now.filter(this::isOriginal).isEmpty()
                && uuidRefusal.isEmpty() && source.content().uuid().isPresent()));
        replaceable.stream().findFirst().ifPresent(replaced::set);
    }

    private boolean isOriginal(Partition partition) {
        return from.other().isEmpty() && partition.id().equals(source.id());
    }

    /** What the copy can replace, an empty one for nothing. */
    List<Optional<Partition>> replaceable() {
        return List.copyOf(replaceable);
    }

    /** The partition that is removed, and whose number, GUID, type, flags and name the copy has. */
    ObjectProperty<Optional<Partition>> replacedProperty() {
        return replaced;
    }

    String replacedText(Optional<Partition> partition) {
        return partition.map(it -> Texts.get(isOriginal(it)
                ? "paste.replaced.original" : "paste.replaced.one", Describe.title(it)))
                .orElseGet(() -> Texts.get("paste.replaced.none"));
    }

    SpaceModel space() {
        return space;
    }

    /** Whether the copy gets a UUID of its own; so it is offered where that can be had. */
    BooleanProperty newUuidProperty() {
        return newUuid;
    }

    /** Why the copy can have no other UUID, in a sentence; nothing where it can. */
    Optional<String> uuidRefusal() {
        return uuidRefusal;
    }

    /** What is worth knowing of the copy as it stands; empty where nothing is. */
    String hint() {
        String pending = from.other().filter(CopySource.Other::isChanging)
                .map(other -> Texts.get("paste.pending", other.name())).orElse("");
        boolean isTwin = replaced.get().filter(this::isOriginal).isEmpty();
        String twin = isTwin && !newUuid.get() && source.content().uuid().isPresent()
                ? Texts.get("paste.uuid") : "";
        return (pending + " " + twin).strip();
    }

    OptionalLong used() {
        return source.fileSystem().map(known -> known.used()).orElse(OptionalLong.empty());
    }

    /** Why it cannot be copied as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    Operation operation() {
        ByteRange range = space.range();
        return operation(range, space.alignmentProperty().get());
    }

    private Operation operation(ByteRange range, Alignment alignment) {
        Optional<Amount> start = Optional.of(Amount.bytes(range.start()));
        Optional<Amount> size = range.length() == source.range().length()
                ? Optional.empty() : Optional.of(Amount.bytes(range.length()));
        return replaced.get().isPresent()
                ? from.replacing(replaced.get().get().id(), start, size, alignment, newUuid.get())
                : from.operation(id, start, size, Optional.of(role), alignment, newUuid.get());
    }

    /** Queues it. Returns why not, where it is refused. */
    Optional<String> push() {
        return disk.pending().push(operation());
    }

    /** Returns where a copy lands, by the operation itself; nothing where it is refused there. */
    private Optional<ByteRange> landed(ByteRange wanted, Alignment alignment) {
        try {
            return disk.pending().tried(operation(wanted, alignment))
                    .partition(replaced.get().map(Partition::id).orElse(id)).map(Partition::range);
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    private ByteRange fit(ByteRange now, ByteRange wanted, Grip grip, Alignment alignment) {
        long least = source.range().length();
        long start = Math.max(gap.start(), Math.min(wanted.start(), gap.end() - least));
        long end = Math.min(gap.end(), Math.max(wanted.end(), start + least));
        return landed(new ByteRange(start, end), alignment).orElse(now);
    }

    private String findProblem() {
        if (!space.problemProperty().get().isEmpty()) {
            return space.problemProperty().get();
        }
        try {
            disk.pending().tried(operation());
            return "";
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
