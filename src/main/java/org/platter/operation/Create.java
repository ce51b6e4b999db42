package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** Makes a partition in free space, with a file system or without. */
public record Create(PartitionId id, Optional<Amount> start, Optional<Amount> size, Optional<Role> role, Optional<String> fs,
        Optional<String> label, Optional<String> name, Optional<String> type, Alignment alignment) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        throw new UnsupportedOperationException();
    }

    @Override
    public String describe(Layout before) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String line(Layout before) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
