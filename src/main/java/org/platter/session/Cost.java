package org.platter.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Create;
import org.platter.operation.DiskResize;
import org.platter.operation.Draft;
import org.platter.operation.Filling;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Resize;
import org.platter.operation.SetLabel;
import org.platter.operation.SetUuid;

/**
 * What programs write of their own, beyond what is moved: measured on the programs, not known from within.
 */
final class Cost {

    private Cost() {}

    /** Returns about how many bytes the programs of a draft write to new file systems. */
    static long ofPrograms(Draft draft) {
        Map<PartitionId, Long> most = new HashMap<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            Operation operation = draft.operations().get(i);
            if (operation instanceof Create || operation instanceof Format) {
                operation.subject().flatMap(draft.layouts().get(i + 1)::partition)
                        .ifPresent(made -> FileSystems.of(made.content()).ifPresent(
                                type -> most.merge(made.id(), type.bytesWhenNew(), Math::max)));
            }
        }
        return most.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns whether programs of a draft write what cannot be told before they run. */
    static boolean isOpen(Draft draft) {
        for (int i = 0; i < draft.operations().size(); i++) {
            if (isOpen(draft.operations().get(i), draft.layouts().get(i), draft.layouts().get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOpen(Operation operation, Layout before, Layout after) {
        Optional<Partition> now = (operation instanceof DiskResize ? Filling.of(after)
                : operation.subject().flatMap(after::partition))
                .filter(partition -> FileSystems.of(partition.content()).isPresent());
        if (now.isEmpty()) {
            return false;
        }
        if (operation instanceof Copy copy) {
            return copy.newUuid() || before.partition(copy.source()).orElseThrow().range().length() != now
                    .get().range().length();
        }
        if (operation instanceof Paste paste) {
            return paste.newUuid() || paste.original().orElseThrow().length() != now.get().range().length();
        }
        return operation instanceof Create || operation instanceof Format
                || operation instanceof SetLabel || operation instanceof SetUuid
                || operation instanceof Check check && check.repairs()
                || (operation instanceof Resize || operation instanceof DiskResize)
                        && before.partition(now.get().id()).map(old -> old.range().length())
                                .filter(length -> length == now.get().range().length()).isEmpty();
    }

    /** Returns about how many bytes come in from other images. */
    static long ofPastes(Draft draft) {
        return draft.operations().stream().mapToLong(operation -> operation instanceof Paste paste
                ? paste.original().map(Cost::live).orElse(0L) : 0).sum();
    }

    private static long live(Paste.Original original) {
        return original.content() instanceof Content.FileSystem known
                ? known.used().orElse(original.length()) : original.length();
    }
}
