package org.platter.ui.apply;

import java.util.Locale;
import org.platter.ui.Texts;

/** Times for people. */
final class Durations {

    private static final double NANOS = 1e9;

    private Durations() {}

    /** Returns how long something took: {@code 0.31 s}, {@code 12 s}, {@code 3:05}, {@code 1:02:10}. */
    static String took(long nanos) {
        double seconds = nanos / NANOS;
        if (seconds < 9.95) {
            return String.format(Locale.getDefault(), seconds < 0.995 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Returns about how long it still takes, in words, no more exact than an estimate is. */
    static String left(double seconds) {
        if (seconds < 5) {
            return Texts.get("apply.left.moment");
        }
        if (seconds < 55) {
            return Texts.get("apply.left.seconds", Math.round(seconds / 5) * 5);
        }
        if (seconds < 3300) {
            return Texts.get("apply.left.minutes", Math.max(1, Math.round(seconds / 60)));
        }
        return Texts.get("apply.left.hours", Math.max(1, Math.round(seconds / 3600)));
    }
}
