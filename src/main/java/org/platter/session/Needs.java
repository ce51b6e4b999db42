package org.platter.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Create;
import org.platter.operation.DiskResize;
import org.platter.operation.Filling;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Resize;
import org.platter.operation.SetLabel;
import org.platter.operation.SetUuid;

/** What an operation needs beyond a layout: programs, and facts that only a program can tell. */
public final class Needs {

    private Needs() {}

    /** Returns what the operation may make smaller, where its smallest size is not known yet. */
    static Optional<PartitionId> minimum(Operation operation, Layout before) {
        Optional<Partition> old = subject(operation, before)
                .filter(it -> it.fileSystem().filter(known -> known.minimum().isEmpty()).isPresent());
        if (!(operation instanceof Resize || operation instanceof DiskResize) || old.isEmpty()) {
            return Optional.empty();
        }
        try {
            Partition now = operation.applyTo(before).partition(old.get().id()).orElseThrow();
            return now.range().length() < old.get().range().length() ? old.map(Partition::id)
                    : Optional.empty();
        } catch (Refusal e) {
            return old.map(Partition::id); // perhaps for want of it
        }
    }

    /** The partition that an operation is about; that of a disk without a table where it is the disk. */
    private static Optional<Partition> subject(Operation operation, Layout before) {
        return operation instanceof DiskResize ? Filling.of(before)
                : operation.subject().flatMap(before::partition);
    }

    /** @throws Refusal if a program that the operation needs is not there, or nothing can do it */
    static void check(Operation operation, Layout before, Layout after, Tools tools) throws Refusal {
        check(operation, before, after, (type, action) -> type.support(action, tools));
    }

    /**
     * Checks with what is known of the machine that would do it.
     *
     * @throws Refusal if a program that the operation needs is not there, or nothing can do it
     */
    public static void check(Operation operation, Layout before, Layout after,
            BiFunction<FileSystemType, Action, Support> supports) throws Refusal {
        Partition partition = (operation instanceof DiskResize ? Filling.of(after)
                : operation.subject().flatMap(after::partition)).orElse(null);
        Optional<FileSystemType> type = partition == null
                ? Optional.empty() : FileSystems.of(partition.content());
        if (type.isEmpty()) {
            return;
        }
        for (Action action : actions(operation, before, after)) {
            Optional<Support.Never> own = partition.fileSystem()
                    .flatMap(known -> type.get().never(action, known, partition.range().length()));
            Support support = own.isPresent() ? own.get() : supports.apply(type.get(), action);
            if (!support.isPossible()) {
                throw new Refusal(support.refusing(action, type.get(), partition.number()));
            }
        }
    }

    private static List<Action> actions(Operation operation, Layout before, Layout after) {
        if (operation instanceof Copy copy) {
            return ofCopy(after.partition(copy.id()).orElseThrow().range().length() > before
                    .partition(copy.source()).orElseThrow().range().length(), copy.newUuid());
        }
        if (operation instanceof Paste paste) {
            return ofCopy(after.partition(paste.id()).orElseThrow().range().length() > paste.original()
                    .orElseThrow().length(), paste.newUuid());
        }
        return action(operation, before, after).stream().toList();
    }

    private static List<Action> ofCopy(boolean isLarger, boolean newUuid) {
        List<Action> actions = new ArrayList<>();
        if (isLarger) {
            actions.add(Action.GROW);
        }
        if (newUuid) {
            actions.add(Action.UUID);
        }
        return actions;
    }

    private static Optional<Action> action(Operation operation, Layout before, Layout after) {
        if (operation instanceof Create || operation instanceof Format) {
            return Optional.of(Action.CREATE);
        }
        if (operation instanceof Check) {
            return Optional.of(Action.CHECK);
        }
        if (operation instanceof SetLabel) {
            return Optional.of(Action.LABEL);
        }
        if (operation instanceof SetUuid) {
            return Optional.of(Action.UUID);
        }
        if (operation instanceof DiskResize) {
            boolean isSmaller = Filling.of(before).isPresent()
                    && Filling.spanned(Filling.of(after).get()) < Filling.spanned(Filling.of(before).get());
            return isSmaller ? Optional.of(Action.SHRINK) : Optional.empty();
        }
        if (operation instanceof Resize resize) {
            long change = after.partition(resize.id()).orElseThrow().range().length()
                    - before.partition(resize.id()).orElseThrow().range().length();
            return change == 0 ? Optional.empty() : Optional.of(change > 0 ? Action.GROW : Action.SHRINK);
        }
        return Optional.empty();
    }
}
