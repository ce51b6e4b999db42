package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;

/** Checks the file system of a partition and puts right what is wrong. */
public record Check(PartitionId id) implements Operation {

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
