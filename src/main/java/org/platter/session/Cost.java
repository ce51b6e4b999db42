package org.platter.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Create;
import org.platter.operation.Draft;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.operation.Paste;

/**
 * What programs write of their own, beyond what is moved: measured on the programs, not known from within.
 */
final class Cost {

    private static final long PER_FILE_SYSTEM = 512 * ByteSize.KIB;

    private Cost() {}

    /** Returns about how many bytes the programs of a draft write. */
    static long ofPrograms(Draft draft) {
        Map<PartitionId, Long> most = new HashMap<>();
        for (int i = 0; i < draft.operations().size(); i++) {
            Operation operation = draft.operations().get(i);
            Optional<Partition> now = operation.subject().flatMap(draft.layouts().get(i + 1)::partition);
            long bytes = operation instanceof Create || operation instanceof Format
                    ? now.flatMap(it -> FileSystems.of(it.content())).map(FileSystemType::bytesWhenNew)
                            .orElse(PER_FILE_SYSTEM) : PER_FILE_SYSTEM;
            operation.subject().ifPresent(id -> most.merge(id, bytes, Math::max));
        }
        return most.values().stream().mapToLong(Long::longValue).sum();
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
