package org.platter.filesystem.bytes;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was used last of what was read, by its number. */
public final class Recent<V> extends LinkedHashMap<Long, V> {

    private static final long serialVersionUID = 1L;
    private final int limit;

    public Recent(int limit) {
        super(16, 0.75f, true);
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > limit;
    }
}
