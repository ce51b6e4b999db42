package org.platter.operation;

import java.math.BigDecimal;
import org.platter.base.Refusal;

/**
 * A place or a size as it was asked for, which gets its value only when it meets a layout: {@code 512MiB},
 * {@code 3084480s} (sectors), {@code +1GiB}, {@code 50%}, {@code max}, {@code min}.
 */
public sealed interface Amount {

    /** @param bytes at least 0 */
    record Absolute(long bytes) implements Amount {

        public Absolute {
            if (bytes < 0) {
                throw new IllegalArgumentException("amount of " + bytes + " bytes");
            }
        }
    }

    /** @param bytes more than now; negative is less */
    record Relative(long bytes) implements Amount {}

    /**
     * A share: of the largest possible value where it is a size, of the disk where it is a place.
     *
     * @param percent 0 to 100; without trailing zeros
     */
    record Percent(BigDecimal percent) implements Amount {

        public Percent {
            percent = percent.stripTrailingZeros();
            if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new IllegalArgumentException(percent + " percent");
            }
        }
    }

    /** As large, or as far to the right, as it can be. */
    record Max() implements Amount {}

    /** As small, or as far to the left, as it can be. */
    record Min() implements Amount {}

    static Amount bytes(long bytes) {
        return new Absolute(bytes);
    }

    static Amount relative(long bytes) {
        return new Relative(bytes);
    }

    static Amount max() {
        return new Max();
    }

    static Amount min() {
        return new Min();
    }

    /**
     * Returns the amount that a text stands for; {@code s} counts sectors of {@code sectorSize} bytes.
     *
     * @throws Refusal if the text is none, naming it
     */
    static Amount parse(String text, int sectorSize) throws Refusal {
        return AmountText.parse(text, sectorSize);
    }

    /** Returns the exact text that {@link #parse} reads back as this amount. */
    default String text(int sectorSize) {
        return AmountText.print(this, sectorSize);
    }
}
