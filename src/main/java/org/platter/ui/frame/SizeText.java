package org.platter.ui.frame;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.ui.Texts;

/** Sizes in fields: a bare number is MiB, and every unit can be typed. */
public final class SizeText {

    private static final BigDecimal MIB = BigDecimal.valueOf(ByteSize.MIB);

    private SizeText() {}

    /**
     * Returns the number of MiB with as many decimals as make sense: {@code 486.34}, {@code 1024},
     * {@code 0.0005}.
     */
    public static String format(long bytes) {
        BigDecimal mib = BigDecimal.valueOf(bytes).divide(MIB);
        return mib.setScale(bytes < ByteSize.MIB / 64 ? 4 : 2, RoundingMode.HALF_UP).stripTrailingZeros()
                .toPlainString();
    }

    /**
     * Returns the bytes that a text stands for: a number of MiB, or with a unit {@code 1.5 GiB},
     * {@code 3084480s}.
     *
     * @throws Refusal if it is no such text
     */
    public static long parse(String text, int sectorSize) throws Refusal {
        String plain = text.strip().replace(',', '.');
        if (plain.matches("[0-9]{1,15}(\\.[0-9]*)?|\\.[0-9]+")) {
            BigDecimal bytes = new BigDecimal(plain.endsWith(".") ? plain + "0" : plain).multiply(MIB);
            if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
                throw new Refusal(Texts.get("size.huge"));
            }
            return bytes.longValue();
        }
        if (!plain.matches("[0-9].*[A-Za-z]")) {
            throw new Refusal(Texts.get("size.wrong", text.strip()));
        }
        try {
            // what begins with a digit is absolute
            return ((Amount.Absolute) Amount.parse(plain, sectorSize)).bytes();
        } catch (Refusal refusal) {
            throw new Refusal(Texts.get("size.wrong", text.strip()));
        }
    }
}
