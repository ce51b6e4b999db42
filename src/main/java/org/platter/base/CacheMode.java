package org.platter.base;

/** How a bulk job reaches the host's disk, by the names that QEMU gives to cache modes. */
public enum CacheMode {
    /** Through the page cache; durable when the job ends. */
    WRITEBACK(false, false),
    /** Through the page cache, each write durable before the next. */
    WRITETHROUGH(false, true),
    /** Past the page cache; durable when the job ends. */
    NONE(true, false),
    /** Past the page cache, each write durable before the next. */
    DIRECTSYNC(true, true);

    private final boolean direct;
    private final boolean synchronous;

    CacheMode(boolean direct, boolean synchronous) {
        this.direct = direct;
        this.synchronous = synchronous;
    }

    /** Whether the page cache is left out. */
    public boolean isDirect() {
        return direct;
    }

    /** Whether each write is durable when it has returned. */
    public boolean isSynchronous() {
        return synchronous;
    }
}
