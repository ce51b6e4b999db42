package org.platter.ui.bar;

import java.util.Optional;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Operation;
import org.platter.operation.Placement;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/**
 * Dragging that ends as an operation on a disk's draft, by the rules that dialogs and command line follow.
 */
public final class DraftDragging implements Dragging {

    private final DiskViewModel model;
    private final Consumer<String> refused;

    /** @param refused is told in a sentence why an operation that was dropped cannot be */
    public DraftDragging(DiskViewModel model, Consumer<String> refused) {
        this.model = model;
        this.refused = refused;
    }

    @Override
    public Optional<String> refusal(PartitionId id, Grip grip) {
        Optional<Partition> partition = model.preview().partition(id);
        if (partition.isEmpty()) {
            return Optional.of(Texts.get("why.no-partition"));
        }
        Optional<String> general = Reasons.edit(model).or(() -> Reasons.inUse(model, id));
        if (general.isPresent()) {
            return general;
        }
        Placement.Limits limits = Placement.limits(model.preview(), id);
        if (grip == Grip.BODY) {
            return partition.get().role() == Role.EXTENDED ? Optional.of(Texts.get("why.extended"))
                    : limits.move();
        }
        return limits.grow().isPresent() ? limits.shrink() : Optional.empty();
    }

    @Override
    public void explain(String why) {
        refused.accept(why);
    }

    @Override
    public void grabbed(PartitionId id) {
        model.minima().prepare(id);
    }

    @Override
    public Proposal propose(PartitionId id, Grip grip, ByteRange wanted) {
        Layout layout = model.preview();
        Partition partition = layout.partition(id).orElseThrow();
        ByteRange fitted = Placement.snap(layout, id, wanted, grip, model.alignmentProperty().get());
        String limits = limits(partition, grip);
        Optional<Operation> operation = operation(id, fitted);
        if (operation.isPresent()) {
            try {
                Layout preview = model.pending().tried(operation.get());
                ByteRange range = preview.partition(id).orElseThrow().range();
                return new Proposal(range, preview, headline(partition.range(), range, grip), limits);
            } catch (Refusal refusal) {
                return new Proposal(partition.range(), layout, refusal.getMessage(), "");
            }
        }
        return new Proposal(partition.range(), layout, headline(partition.range(), partition.range(), grip),
                limits);
    }

    @Override
    public void drop(PartitionId id, Proposal proposal) {
        operation(id, proposal.range()).flatMap(model.pending()::push).ifPresent(refused);
    }

    private Optional<Operation> operation(PartitionId id, ByteRange fitted) {
        return Placement.operation(model.preview(), id, fitted, model.alignmentProperty().get());
    }

    private static String headline(ByteRange before, ByteRange now, Grip grip) {
        if (grip == Grip.BODY) {
            long distance = now.start() - before.start();
            String start = ByteSize.format(now.start());
            return distance == 0 ? Texts.get("drag.start", start)
                    : Texts.get(distance > 0 ? "drag.start.right" : "drag.start.left", start,
                            ByteSize.format(Math.abs(distance)));
        }
        long more = now.length() - before.length();
        return more == 0 ? ByteSize.format(now.length())
                : Texts.get(more > 0 ? "drag.size.more" : "drag.size.less", ByteSize.format(now.length()),
                        ByteSize.format(Math.abs(more)));
    }

    /** Where it lands when it is dragged as far as possible, both ways. */
    private String limits(Partition partition, Grip grip) {
        ByteRange range = partition.range();
        long end = model.preview().diskSize();
        if (grip == Grip.BODY) {
            long low = fit(partition, ByteRange.of(0, range.length()), grip).start();
            long high = fit(partition, ByteRange.of(Math.max(0, end - range.length()), range.length()), grip)
                    .start();
            return low == high ? Texts.get("drag.stuck")
                    : Texts.get("drag.between", ByteSize.format(low), ByteSize.format(high));
        }
        Placement.Limits limits = Placement.limits(model.preview(), partition.id());
        long sector = model.preview().sectorSize();
        ByteRange smallest = fit(partition, grip == Grip.START
                ? new ByteRange(range.end() - sector, range.end())
                : new ByteRange(range.start(), range.start() + sector), grip);
        ByteRange largest = fit(partition, grip == Grip.START ? new ByteRange(0, range.end())
                : new ByteRange(range.start(), Math.max(end, range.end())), grip);
        return limits.shrink().or(limits::grow).orElseGet(() -> Texts.get("drag.limits",
                ByteSize.format(smallest.length()), ByteSize.format(largest.length())));
    }

    private ByteRange fit(Partition partition, ByteRange wanted, Grip grip) {
        return Placement.fit(model.preview(), partition.id(), wanted, grip, model.alignmentProperty().get());
    }
}
