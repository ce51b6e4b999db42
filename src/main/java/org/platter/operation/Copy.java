package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** Copies a partition into free space of the same disk. */
public record Copy(PartitionId source, PartitionId id, Optional<Amount> start, Optional<Amount> size, Optional<Role> role,
        Alignment alignment) implements Operation {

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
