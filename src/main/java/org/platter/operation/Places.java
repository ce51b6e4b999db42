package org.platter.operation;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What amounts come to in bytes. */
final class Places {

    private Places() {}

    /**
     * Returns the place, or the size, that an amount other than max and min stands for; saturated, at least
     * 0.
     *
     * @param now what a relative amount starts from
     * @param whole what a percentage is of
     */
    static long place(Amount amount, long now, long whole) {
        if (amount instanceof Amount.Absolute absolute) {
            return absolute.bytes();
        }
        if (amount instanceof Amount.Relative relative) {
            long sum = now + relative.bytes();
            return relative.bytes() > 0 && sum < now ? Long.MAX_VALUE / 2 : Math.max(0, sum);
        }
        if (amount instanceof Amount.Percent percent) {
            return percent.percent().multiply(BigDecimal.valueOf(whole)).divide(BigDecimal.valueOf(100))
                    .setScale(0, RoundingMode.DOWN).longValueExact();
        }
        throw new IllegalArgumentException(amount + " depends on the room");
    }

    /** Returns whether an amount names a value, which the result has to come close to. */
    static boolean isExact(Amount amount) {
        return amount instanceof Amount.Absolute || amount instanceof Amount.Relative;
    }
}
