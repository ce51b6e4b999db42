package org.platter.commit;

import java.io.IOException;
import org.platter.base.ByteRange;

/** Makes one run of those that continue each other, and hands it on. */
final class ClusterRuns implements Clusters {

    private enum Kind { NONE, SHARE, ZERO, DROP, COMPOSE }

    private final Clusters next;
    private Kind kind = Kind.NONE;
    private ByteRange run = new ByteRange(0, 0);
    private long source;
    private Reason reason = Reason.COMPOSED;

    ClusterRuns(Clusters next) {
        this.next = next;
    }

    @Override
    public void share(ByteRange range, long from) throws IOException {
        add(Kind.SHARE, range, from, reason);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        add(Kind.ZERO, range, 0, reason);
    }

    @Override
    public void drop(ByteRange range) throws IOException {
        add(Kind.DROP, range, 0, reason);
    }

    @Override
    public void compose(ByteRange range, Reason why) throws IOException {
        add(Kind.COMPOSE, range, 0, why);
    }

    private void add(Kind what, ByteRange range, long from, Reason why) throws IOException {
        boolean continues = what == kind && range.start() == run.end()
                && (what != Kind.SHARE || from == source + run.length())
                && (what != Kind.COMPOSE || why == reason);
        if (continues) {
            run = new ByteRange(run.start(), range.end());
            return;
        }
        end();
        kind = what;
        run = range;
        source = from;
        reason = why;
    }

    /** Hands on the last run. */
    void end() throws IOException {
        switch (kind) {
            case SHARE -> next.share(run, source);
            case ZERO -> next.zero(run);
            case DROP -> next.drop(run);
            case COMPOSE -> next.compose(run, reason);
            default -> {}
        }
        kind = Kind.NONE;
    }
}
