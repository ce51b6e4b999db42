package org.platter.ui.dialog;

import java.util.Optional;
import java.util.OptionalLong;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Operation;
import org.platter.operation.Placement;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** Moving and resizing one partition: the fields and the bar over the rules that operations follow. */
final class ResizeMoveModel {

    private final DiskViewModel disk;
    private final PartitionId id;
    private final SpaceModel space;
    private final StringBinding problem;

    ResizeMoveModel(DiskViewModel disk, Partition partition) {
        this.disk = disk;
        id = partition.id();
        space = new SpaceModel(bounds(), partition.range(), disk.alignmentProperty().get(), this::fit);
        problem = Bindings.createStringBinding(this::findProblem, space.rangeProperty(),
                space.problemProperty(), space.alignmentProperty());
    }

    SpaceModel space() {
        return space;
    }

    Partition partition() {
        return disk.preview().partition(id).orElseThrow();
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** What is in use, where that is known. */
    OptionalLong used() {
        return partition().fileSystem().map(known -> known.used()).orElse(OptionalLong.empty());
    }

    /** Whether its minimum is worth asking a program for. */
    boolean wantsMinimum() {
        return partition().fileSystem().filter(known -> known.minimum().isEmpty()).isPresent()
                && disk.onDisk().partition(id).isPresent();
    }

    /** Takes over what is known by now of how small it can become. */
    void learn() {
        space.learn(bounds());
    }

    /** Returns the operation that the fields ask for; nothing where they ask for nothing. */
    Optional<Operation> operation() {
        Optional<Operation> aligned = Placement.operation(disk.preview(), id, space.range(),
                space.alignmentProperty().get());
        if (aligned.isEmpty()) {
            return aligned;
        }
        try {
            // what the fields show is what is done, also where it lies as another alignment left it
            return disk.pending().tried(aligned.get()).partition(id).orElseThrow().range()
                    .equals(space.range())
                            ? aligned
                            : Placement.operation(disk.preview(), id, space.range(), Alignment.NONE);
        } catch (Refusal refusal) {
            return aligned;
        }
    }

    /** Queues it. Returns why not, where it is refused. */
    Optional<String> push() {
        disk.alignmentProperty().set(space.alignmentProperty().get());
        return operation().flatMap(disk.pending()::push);
    }

    private SpaceModel.Bounds bounds() {
        Placement.Limits limits = Placement.limits(disk.preview(), id);
        // the frame of logicals has no body to move, but its start is an edge like its end
        Optional<String> move = partition().role() == Role.EXTENDED ? limits.grow().or(limits::shrink)
                : limits.move();
        return new SpaceModel.Bounds(limits.room(), limits.minimumSize(), limits.maximumSize(), move,
                limits.grow(), limits.shrink(), true);
    }

    /**
     * Asks the rules on the layout as the fields have it by now, so that one edge after the other can be
     * changed.
     */
    private ByteRange fit(ByteRange now, ByteRange wanted, Grip grip, Alignment alignment) {
        Layout layout = disk.preview();
        Optional<Operation> soFar = Placement.operation(layout, id, now, Alignment.NONE);
        if (soFar.isPresent()) {
            try {
                layout = soFar.get().applyTo(layout);
            } catch (Refusal refusal) {
                return now; // what stands in the fields is refused already, and they say so
            }
        }
        Grip edge = grip == Grip.BODY && partition().role() == Role.EXTENDED ? Grip.START : grip;
        return Placement.fit(layout, id, wanted, edge, alignment);
    }

    private String findProblem() {
        if (!space.problemProperty().get().isEmpty()) {
            return space.problemProperty().get();
        }
        Optional<Operation> operation = operation();
        if (operation.isEmpty()) {
            return Texts.get("resize.nothing");
        }
        try {
            disk.pending().tried(operation.get());
            return "";
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
