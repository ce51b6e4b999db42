package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;

/** Sets the name of a GPT partition; an empty one clears it. */
public record SetName(PartitionId id, String name) implements Operation {

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
