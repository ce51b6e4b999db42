package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;

/** Moves a partition, its size unchanged. */
public record Move(PartitionId id, Amount start, Alignment alignment) implements Operation {

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
