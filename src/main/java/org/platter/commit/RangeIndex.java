package org.platter.commit;

import java.util.Map;
import java.util.TreeMap;
import org.platter.base.ByteRange;

/** A set of bytes that grows. */
final class RangeIndex {

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    boolean intersects(ByteRange range) {
        Map.Entry<Long, Long> before = ends.lowerEntry(range.end());
        return before != null && before.getValue() > range.start() && !range.isEmpty();
    }

    void add(ByteRange range) {
        long start = range.start();
        long end = range.end();
        for (Map.Entry<Long, Long> met = ends.floorEntry(end); met != null && met.getValue() >= start;
                met = ends.floorEntry(end)) {
            start = Math.min(start, met.getKey());
            end = Math.max(end, met.getValue());
            ends.remove(met.getKey());
        }
        ends.put(start, end);
    }

    void clear() {
        ends.clear();
    }
}
