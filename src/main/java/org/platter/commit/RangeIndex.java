package org.platter.commit;

import java.util.Map;
import java.util.TreeMap;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

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
        for (Map.Entry<Long, Long> met = ends.floorEntry(end); met != null
                && met.getValue() >= start; met = ends.floorEntry(end)) {
            start = Math.min(start, met.getKey());
            end = Math.max(end, met.getValue());
            ends.remove(met.getKey());
        }
        ends.put(start, end);
    }

    RangeSet complementWithin(ByteRange window) {
        RangeSet.Builder ranges = new RangeSet.Builder();
        Map.Entry<Long, Long> first = ends.floorEntry(window.start());
        for (Map.Entry<Long, Long> range : ends.tailMap(first == null ? 0 : first.getKey()).entrySet()) {
            if (range.getKey() >= window.end()) {
                break;
            }
            ranges.add(range.getKey(), range.getValue());
        }
        return ranges.build().complementWithin(window);
    }

    RangeSet all() {
        RangeSet.Builder ranges = new RangeSet.Builder();
        ends.forEach(ranges::add);
        return ranges.build();
    }

    void clear() {
        ends.clear();
    }
}
