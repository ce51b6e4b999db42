package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.WindowAction;

/** The colours, the keys and the words of the window. */
final class LooksTest {

    private static final double WHITE = 1.0;
    private static final double NIGHT = luminance(0x0d1117);

    private static String sheet() throws IOException {
        try (InputStream stream = Theme.class.getResourceAsStream("platter.css")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, Integer> colours(boolean dark) throws IOException {
        Map<String, Integer> colours = new TreeMap<>();
        Matcher rule = Pattern.compile("(?m)^" + (dark ? "\\.dark " : "")
                + "\\.(fs-\\w+) *\\{ -fs-color: #(\\w{6}); \\}")
                .matcher(sheet());
        while (rule.find()) {
            colours.put(rule.group(1), Integer.parseInt(rule.group(2), 16));
        }
        return colours;
    }

    @Test
    void everyLookHasAColourInBothThemes() throws IOException {
        Set<String> wanted = new HashSet<>(Set.of("fs-free", "fs-extended", "fs-unknown"));
        FileSystems.all().forEach(type -> wanted.add(FileSystemLook.of(type).styleClass()));
        for (String rare : List.of("exfat", "f2fs", "crypto_LUKS", "LVM2_member", "iso9660", "zonefs")) {
            wanted.add(FileSystemLook.of(new Content.Opaque(rare, Optional.empty(), Optional.empty()))
                    .styleClass());
        }
        assertTrue(colours(false).keySet().containsAll(wanted), wanted + " of " + colours(false).keySet());
        assertEquals(colours(false).keySet(), colours(true).keySet());
    }

    @Test
    void coloursStandOutFromTheirBackground() throws IOException {
        for (boolean dark : new boolean[] {false, true}) {
            colours(dark).forEach((name, colour) -> {
                double contrast = contrast(luminance(colour), dark ? NIGHT : WHITE);
                double least = name.equals("fs-free") ? 1.5 : 3; // WCAG 2.1, 1.4.11
                assertTrue(contrast >= least, name + (dark ? " (dark)" : "") + ": contrast " + contrast);
            });
        }
    }

    @Test
    void coloursOfFileSystemsAreTellableApartInBothThemes() throws IOException {
        for (boolean dark : new boolean[] {false, true}) {
            Map<String, Integer> colours = new TreeMap<>(colours(dark));
            colours.keySet().removeAll(Set.of("fs-free", "fs-unknown", "fs-extended", "fs-other"));
            colours.forEach((one, left) -> colours.forEach((other, right) -> {
                if (one.compareTo(other) < 0) {
                    double distance = distance(left, right);
                    assertTrue(distance > 12, one + " and " + other + (dark ? " (dark)" : "") + ": "
                            + distance);
                }
            }));
        }
    }

    @Test
    void everyFileSystemHasAPatternOfItsOwn() throws IOException {
        Map<String, String> seen = new HashMap<>();
        Matcher rule = Pattern.compile("(?ms)^\\.(fs-\\w+) > \\.pattern \\{\\s*(.*?)\\}").matcher(sheet());
        while (rule.find()) {
            String before = seen.put(rule.group(2).replaceAll("\\s+", " "), rule.group(1));
            assertEquals(null, before, rule.group(1) + " looks like " + before);
        }
        assertTrue(seen.size() >= 12, seen.values().toString());
    }

    @Test
    void everyActionHasWordsAndAKeyOfItsOwn() {
        Map<String, WindowAction> keys = new HashMap<>();
        Map<String, WindowAction> words = new HashMap<>();
        for (WindowAction action : ActionList.all()) {
            assertTrue(action.tip().length() > 10, action.id());
            assertEquals(null, keys.put(action.key(), action), action.key());
            assertEquals(null, words.put(action.text(), action), action.text());
        }
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /** The distance of two colours in CIELAB (CIE 1976), in which about 2 is just noticeable. */
    private static double distance(int left, int right) {
        double[] one = lab(left);
        double[] other = lab(right);
        return Math.sqrt(Math.pow(one[0] - other[0], 2) + Math.pow(one[1] - other[1], 2)
                + Math.pow(one[2] - other[2], 2));
    }

    private static double[] lab(int rgb) {
        double r = linear(rgb >> 16);
        double g = linear(rgb >> 8);
        double b = linear(rgb);
        double x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        double y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
        double z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double value) {
        return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16.0 / 116;
    }
}
