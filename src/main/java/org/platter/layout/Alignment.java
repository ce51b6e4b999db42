package org.platter.layout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;

/**
 * What the edges of partitions are aligned to. All places are in bytes of the disk; an end is the byte after
 * the last.
 *
 * <p>With {@link #MIB} a start rounds up to a MiB and an end down to one. With {@link #CYLINDER} both go to
 * the nearest cylinder boundary; in the first cylinder a start is at one track instead, and a logical
 * partition starts one track after a boundary, where its EBR is. With {@link #NONE} edges lie on whole
 * sectors.
 */
public enum Alignment {
    CYLINDER, MIB, NONE;

    /** How the end of a partition is rounded. */
    public enum Ending {
        /** The end itself was asked for. */
        PLACE,
        /** A size was asked for, which the result is not to exceed. */
        SIZE,
        /** A new partition's size was asked for: as near as a cylinder alignment can come to it. */
        NEW
    }

    /** The name in scripts: {@code cylinder mib none}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Alignment> byId(String id) {
        return Arrays.stream(values()).filter(alignment -> alignment.id().equalsIgnoreCase(id)).findFirst();
    }

    /** Returns the distance between two boundaries, in bytes. */
    public long unit(Layout layout) {
        return switch (this) {
            case CYLINDER -> layout.geometry().cylinderBytes(layout.sectorSize());
            case MIB -> ByteSize.MIB;
            case NONE -> layout.sectorSize();
        };
    }

    /** Returns the room that is kept before a logical partition for its EBR, in bytes. */
    public long lead(Layout layout) {
        return switch (this) {
            case CYLINDER -> layout.geometry().trackBytes(layout.sectorSize());
            case MIB -> ByteSize.MIB;
            case NONE -> layout.sectorSize();
        };
    }

    /**
     * Returns the aligned start for {@code wanted} between two bounds, both inclusive; one that rounding took
     * across a bound is pulled in to the next boundary. Nothing where no boundary lies between the bounds.
     */
    public OptionalLong start(Layout layout, boolean logical, long wanted, long lowest, long highest) {
        if (lowest > highest) {
            return OptionalLong.empty();
        }
        long inside = Math.min(Math.max(wanted, lowest), highest);
        long above = startFrom(layout, logical, inside);
        OptionalLong below = startUpTo(layout, logical, inside);
        long start = above;
        boolean nearerBelow = this == CYLINDER && below.isPresent()
                && inside - below.getAsLong() < above - inside;
        if ((nearerBelow || above > highest) && below.isPresent()) {
            start = below.getAsLong();
        }
        if (start < lowest) {
            start = above;
        }
        return lowest <= start && start <= highest ? OptionalLong.of(start) : OptionalLong.empty();
    }

    /**
     * Returns the aligned end for {@code wanted} between two bounds, both inclusive and on whole sectors.
     * Where no boundary serves, it is the nearest sector to what was wanted.
     *
     * @throws IllegalArgumentException if the bounds leave no room
     */
    public long end(Layout layout, long wanted, long lowest, long highest, Ending ending) {
        if (lowest > highest) {
            throw new IllegalArgumentException("an end between " + lowest + " and " + highest);
        }
        long unit = unit(layout);
        long inside = ByteSize.floor(Math.min(Math.max(wanted, lowest), highest), layout.sectorSize());
        long floor = ByteSize.floor(inside, unit);
        long next = floor == inside ? floor : floor + unit;
        boolean up = wanted < lowest || this == CYLINDER && ending != Ending.SIZE
                && next - inside <= inside - floor;
        if (up && next <= highest) {
            return next;
        }
        if (floor >= lowest) {
            return floor;
        }
        boolean grows = ending == Ending.PLACE || ending == Ending.NEW && this == CYLINDER;
        return grows && next <= highest ? next : inside;
    }

    private long startFrom(Layout layout, boolean logical, long place) {
        long unit = unit(layout);
        if (this != CYLINDER) {
            return Math.max(unit, ByteSize.ceil(place, unit));
        }
        long track = lead(layout);
        if (place <= track) {
            return track;
        }
        return logical ? ByteSize.ceil(place - track, unit) + track : ByteSize.ceil(place, unit);
    }

    private OptionalLong startUpTo(Layout layout, boolean logical, long place) {
        long unit = unit(layout);
        long start = ByteSize.floor(place, unit);
        if (this == CYLINDER) {
            long track = lead(layout);
            if (place < track) {
                return OptionalLong.empty();
            }
            start = logical ? ByteSize.floor(place - track, unit) + track : Math.max(start, track);
        }
        return start == 0 ? OptionalLong.empty() : OptionalLong.of(start);
    }
}
