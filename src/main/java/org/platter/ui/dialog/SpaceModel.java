package org.platter.ui.dialog;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.ui.Texts;
import org.platter.ui.frame.SizeText;

/**
 * A range in a room, as three lengths that always make up the room: free space before, size, free space
 * after. An edge that nobody touched keeps its exact sector, whatever the fields show; what is asked for is
 * aligned by {@link Fit}.
 */
final class SpaceModel {

    /** Where a range lands. */
    @FunctionalInterface
    interface Fit {
        /**
         * Returns where {@code now} lands when it is to become {@code wanted} by its edge or body
         * {@code grip}.
         */
        ByteRange fit(ByteRange now, ByteRange wanted, Grip grip, Alignment alignment);
    }

    /**
     * What is possible.
     *
     * @param room where the range can lie, in bytes of the disk
     * @param minimumSize in bytes
     * @param maximumSize in bytes
     * @param move why the body cannot be moved
     * @param grow why it cannot become larger
     * @param shrink why it cannot become smaller
     * @param isRigid whether a move must keep the size
     */
    record Bounds(ByteRange room, long minimumSize, long maximumSize, Optional<String> move,
            Optional<String> grow, Optional<String> shrink, boolean isRigid) {}

    private static final long HEADROOM = 64 * ByteSize.KIB;

    private final ByteRange original;
    private final Fit fit;
    private final ReadOnlyObjectWrapper<Bounds> bounds = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<ByteRange> range = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ObjectProperty<Alignment> alignment;
    /** Asks again for what was refused. */
    private Runnable again = () -> {};

    /** @param initial where it lies to begin with */
    SpaceModel(Bounds bounds, ByteRange initial, Alignment alignment, Fit fit) {
        this.bounds.set(bounds);
        this.original = initial;
        this.fit = fit;
        this.alignment = new SimpleObjectProperty<>(alignment);
        range.set(initial);
        this.alignment.addListener((property, before, now) -> realign());
    }

    ReadOnlyObjectProperty<Bounds> boundsProperty() {
        return bounds.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<ByteRange> rangeProperty() {
        return range.getReadOnlyProperty();
    }

    /** What is wrong with what was asked for last, in a sentence; empty when it could be had. */
    ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    ObjectProperty<Alignment> alignmentProperty() {
        return alignment;
    }

    ByteRange range() {
        return range.get();
    }

    ByteRange original() {
        return original;
    }

    /**
     * The first byte that counts as free space before: a table's own sector or an EBR before it is shown as
     * free.
     */
    long origin() {
        long start = bounds.get().room().start();
        long whole = ByteSize.floor(start, ByteSize.MIB);
        return start - whole <= HEADROOM ? whole : start;
    }

    long end() {
        return bounds.get().room().end();
    }

    long before() {
        return range().start() - origin();
    }

    long size() {
        return range().length();
    }

    long after() {
        return end() - range().end();
    }

    /** Why the space before and after cannot be set; nothing where it can. */
    Optional<String> fixed() {
        return bounds.get().move();
    }

    /** Why the size cannot be set; nothing where it can. */
    Optional<String> stiff() {
        Bounds now = bounds.get();
        return now.grow().isPresent() && now.shrink().isPresent() ? now.grow() : Optional.empty();
    }

    /** Takes new bounds, of which more is known by now. */
    void learn(Bounds newBounds) {
        bounds.set(newBounds);
        if (!problem.get().isEmpty()) {
            again.run();
        }
    }

    /** Moves it so that there are {@code asked} bytes of free space before it. */
    void askBefore(long asked) {
        again = () -> askBefore(asked);
        long bytes = kept(asked, original.start() - origin());
        long most = end() - origin() - (bounds.get().isRigid() ? size() : bounds.get().minimumSize());
        if (bytes > most) {
            fail("space.before", most);
            return;
        }
        long start = origin() + bytes;
        take(Grip.BODY, new ByteRange(start, Math.min(end(), start + size())));
    }

    /** Makes it {@code asked} bytes large: by its end, and where there is no more room, by its start. */
    void askSize(long asked) {
        again = () -> askSize(asked);
        long bytes = kept(asked, original.length());
        Bounds now = bounds.get();
        if (bytes < now.minimumSize()) {
            fail("space.minimum", now.minimumSize());
        } else if (bytes > now.maximumSize()) {
            fail("space.maximum", now.maximumSize());
        } else if (bytes > size() && now.grow().isPresent()) {
            problem.set(now.grow().get());
        } else if (bytes < size() && now.shrink().isPresent()) {
            problem.set(now.shrink().get());
        } else {
            long start = Math.min(range().start(), Math.max(now.room().start(), end() - bytes));
            if (start < range().start()) {
                take(Grip.START, new ByteRange(start, range().end()));
            }
            take(Grip.END, ByteRange.of(range().start(), Math.min(bytes, end() - range().start())));
        }
    }

    /** Moves it so that there are {@code asked} bytes of free space after it. */
    void askAfter(long asked) {
        again = () -> askAfter(asked);
        long bytes = kept(asked, end() - original.end());
        long most = end() - origin() - (bounds.get().isRigid() ? size() : bounds.get().minimumSize());
        if (bytes > most) {
            fail("space.after", most);
            return;
        }
        long stop = end() - bytes;
        take(Grip.BODY, new ByteRange(Math.max(bounds.get().room().start(), stop - size()), stop));
    }

    /** Takes it by an edge or its body to {@code wanted}, which may lie anywhere. */
    void drag(Grip grip, ByteRange wanted) {
        take(grip, wanted);
    }

    /** A text that was typed is no size. */
    void reject(String why) {
        again = () -> {};
        problem.set(why);
    }

    /** Aligns it again where it was changed already. */
    private void realign() {
        if (!range().equals(original)) {
            ByteRange now = range();
            take(now.length() == original.length() ? Grip.BODY : Grip.END, now);
        }
    }

    private void take(Grip grip, ByteRange wanted) {
        problem.set("");
        range.set(wanted.equals(original) ? original : fit.fit(range(), wanted, grip, alignment.get()));
    }

    /** A field shows two decimals: what reads like it was at first means the exact sectors that it was. */
    private static long kept(long asked, long first) {
        return SizeText.format(asked).equals(SizeText.format(first)) ? first : asked;
    }

    private void fail(String text, long limit) {
        problem.set(Texts.get(text, ByteSize.format(Math.max(0, limit))));
    }
}
