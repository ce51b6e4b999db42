package org.platter.operation;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.base.SizeFault;

/** How amounts are written. */
final class AmountText {

    private static final Pattern SECTORS = Pattern.compile("([0-9]{1,18})[sS]");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:[.,][0-9]{1,9})?)\\s*%");

    private AmountText() {}

    static Amount parse(String text, int sectorSize) throws Refusal {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("max")) {
            return Amount.max();
        }
        if (word.equals("min")) {
            return Amount.min();
        }
        Matcher percent = PERCENT.matcher(word);
        if (percent.matches()) {
            BigDecimal share = new BigDecimal(percent.group(1).replace(',', '.'));
            if (share.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw new Refusal("“" + text + "” is more than 100%.");
            }
            return new Amount.Percent(share);
        }
        boolean less = word.startsWith("-") || word.startsWith("−");
        boolean relative = less || word.startsWith("+");
        long bytes = magnitude(relative ? word.substring(1) : word, text, sectorSize);
        if (relative) {
            return Amount.relative(less ? -bytes : bytes);
        }
        return Amount.bytes(bytes);
    }

    /** Returns whether a text counts sectors, from the start of the disk or from where something is. */
    static boolean isInSectors(String text) {
        return SECTORS.matcher(text.strip().replaceFirst("^[-−+]", "")).matches();
    }

    private static long magnitude(String word, String text, int sectorSize) throws Refusal {
        Matcher sectors = SECTORS.matcher(word);
        if (!sectors.matches()) {
            try {
                return ByteSize.parse(word);
            } catch (Refusal refusal) {
                if (refusal.reason().equals(Optional.of(SizeFault.NO_SIZE))) {
                    throw new Refusal("“" + text
                            + "” is not a size; write 512MiB, 1.5GB or 2048s (sectors).");
                }
                throw refusal.reason().equals(Optional.of(SizeFault.TOO_LARGE))
                        ? new Refusal(SizeFault.TOO_LARGE, text) : refusal;
            }
        }
        try {
            return Math.multiplyExact(Long.parseLong(sectors.group(1)), (long) sectorSize);
        } catch (ArithmeticException overflow) {
            throw new Refusal(SizeFault.TOO_LARGE, text);
        }
    }

    static String print(Amount amount, int sectorSize) {
        if (amount instanceof Amount.Absolute absolute) {
            return exact(absolute.bytes(), sectorSize);
        }
        if (amount instanceof Amount.Relative relative) {
            return (relative.bytes() < 0 ? "-" : "+") + exact(Math.abs(relative.bytes()), sectorSize);
        }
        if (amount instanceof Amount.Percent percent) {
            return percent.percent().toPlainString() + "%";
        }
        return amount instanceof Amount.Max ? "max" : "min";
    }

    private static String exact(long bytes, int sectorSize) {
        if (bytes != 0 && bytes % ByteSize.GIB == 0) {
            return bytes / ByteSize.GIB + "GiB";
        }
        if (bytes != 0 && bytes % ByteSize.MIB == 0) {
            return bytes / ByteSize.MIB + "MiB";
        }
        return bytes % sectorSize == 0 ? bytes / sectorSize + "s" : bytes + "B";
    }
}
