package org.platter.ui;

import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Layout;

/** Which gaps are worth showing: the bar and the table show the same. */
public final class FreeSpace {

    private FreeSpace() {}

    /**
     * Returns the gaps of a layout in which a partition of a MiB could lie, in order. Lead-ins before the
     * first partition, room for EBRs and the rest after the last whole MiB are no free space to a person.
     */
    public static List<ByteRange> of(Layout layout) {
        return layout.free().stream()
                .filter(gap -> layout.isLogicalSpace(gap)
                        ? gap.length() > ByteSize.MIB // one MiB of it is for the EBR
                        : gap.length() >= ByteSize.MIB)
                .toList();
    }
}
