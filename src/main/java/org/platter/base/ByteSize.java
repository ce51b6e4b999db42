package org.platter.base;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512MiB}, {@code 1.5GB}, {@code 4096}; IEC and SI units. */
public final class ByteSize {

    public static final long KIB = 1L << 10;
    public static final long MIB = 1L << 20;
    public static final long GIB = 1L << 30;
    public static final long TIB = 1L << 40;

    private static final Pattern TEXT = Pattern.compile("([0-9]+(?:[.,][0-9]+)?)\\s*([A-Za-z]*)");
    /** What may be a number of thousands as well as a fraction. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[0-9]{1,3},[0-9]{3}\\s*[A-Za-z]*");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L), Map.entry("b", 1L),
            Map.entry("kib", KIB), Map.entry("mib", MIB), Map.entry("gib", GIB), Map.entry("tib", TIB),
            Map.entry("pib", 1L << 50), Map.entry("eib", 1L << 60),
            Map.entry("k", KIB), Map.entry("m", MIB), Map.entry("g", GIB), Map.entry("t", TIB),
            Map.entry("kb", 1_000L), Map.entry("mb", 1_000_000L), Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L), Map.entry("pb", 1_000_000_000_000_000L));
    private static final List<String> IEC = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    private ByteSize() {}

    /**
     * Returns the bytes that a text such as {@code 512MiB} or {@code 1.5GB} stands for; a bare number is
     * bytes, and {@code K M G T} alone are IEC. A comma is a point: {@code 1,5 GiB}. A fraction of a byte is
     * cut off.
     *
     * @throws Refusal if the text is no size, or one of 2^63 bytes or more
     */
    public static long parse(String text) throws Refusal {
        Matcher matcher = TEXT.matcher(text.strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new Refusal(SizeFault.NO_SIZE, text);
        }
        if (AMBIGUOUS.matcher(text.strip()).matches()) {
            throw new Refusal(SizeFault.AMBIGUOUS, text);
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1).replace(',', '.'))
                .multiply(BigDecimal.valueOf(unit));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new Refusal(SizeFault.TOO_LARGE, text);
        }
        return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /**
     * Returns a size for people, to three or four figures: {@code 1.47 GiB}, {@code 486 MiB}, {@code 512 B}.
     */
    public static String format(long bytes) {
        if (bytes < 0) {
            return "−" + format(-bytes);
        }
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < IEC.size() - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        String pattern = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        String number = String.format(Locale.ROOT, pattern, value);
        if (number.equals("1024") && unit < IEC.size() - 1) {
            return "1.00 " + IEC.get(unit + 1);
        }
        return (value == Math.rint(value) ? String.valueOf((long) value) : number) + " " + IEC.get(unit);
    }

    /** Returns the largest multiple of {@code unit} that is not above {@code value}; both at least 0. */
    public static long floor(long value, long unit) {
        return value - value % unit;
    }

    /** Returns the smallest multiple of {@code unit} that is not below {@code value}; both at least 0. */
    public static long ceil(long value, long unit) {
        return floor(Math.addExact(value, unit - 1), unit);
    }

    /** Narrows a size to an int; fails where it does not fit, which is a fault of the caller's bounds. */
    public static int toInt(long bytes) {
        return Math.toIntExact(bytes);
    }
}
