package org.platter.image.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that describes a VMware disk, "Virtual Disk Format 5.0". Every line is understood or found
 * unclear, since a program that reads a line in another way would open other files.
 *
 * @param values what it says line by line, names in lower case
 * @param unclearLine the number, from 1, of the first line that is not what such a text has there
 */
record VmdkDescriptor(Map<String, String> values, List<Extent> extents, OptionalInt unclearLine) {

    /** A file that holds a part of the disk, or what stands for one. */
    record Extent(String access, long sectors, String type, String name, long offset) {

        boolean isFlat() {
            return type.equals("FLAT") || type.equals("VMFS");
        }

        /** Whether it is a part of the disk that reads as zeros and has no file. */
        boolean isZero() {
            return type.equals("ZERO") && access.equals("RW") && sectors > 0 && name.isEmpty();
        }
    }

    /** Of 2 GB each, VMware's largest disk of many files has 1024. */
    private static final int MAX_EXTENTS = 2048;
    private static final String FIRST_LINE = "# Disk DescriptorFile";
    private static final Pattern EXTENT = Pattern.compile(
            "(RW|RDONLY|NOACCESS) +(\\d{1,15}) +([A-Z]{1,10})(?: +\"([^\"]+)\"(?: +(\\d{1,15}))?)?");
    private static final Pattern VALUE = Pattern.compile(
            "([A-Za-z][\\w.:-]*)[ \t]*=[ \t]*(?:\"([^\"]*)\"|([^\"\\s]*))");
    private static final Pattern BLANKS = Pattern.compile("^[ \t]+|[ \t]+$");
    /** What no line has but as its end; by the first QEMU would end the text, by others a line. */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]");

    static VmdkDescriptor of(String text, String image) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        List<Extent> extents = new ArrayList<>();
        boolean extentsEnded = false;
        int unclear = 0;
        int number = 0;
        for (String ended : text.split("\n", -1)) {
            number++;
            String whole = ended.endsWith("\r") ? ended.substring(0, ended.length() - 1) : ended;
            String line = BLANKS.matcher(whole).replaceAll("");
            Matcher extent = EXTENT.matcher(line);
            Matcher value = VALUE.matcher(line);
            if (CONTROL.matcher(line).find() || number == 1 && !line.equals(FIRST_LINE)) {
                unclear = unclear == 0 ? number : unclear;
            } else if (line.isEmpty() || line.startsWith("#")) {
                continue;
            } else if (extent.matches() && !extentsEnded) {
                if (extents.size() == MAX_EXTENTS) {
                    throw new IOException(image + " consists of more than " + MAX_EXTENTS
                            + " files, which are too many to be open at once.");
                }
                extents.add(new Extent(extent.group(1), Long.parseLong(extent.group(2)), extent.group(3),
                        extent.group(4) == null ? "" : extent.group(4),
                        extent.group(5) == null ? 0 : Long.parseLong(extent.group(5))));
            } else if (!value.matches() || values.putIfAbsent(value.group(1).toLowerCase(Locale.ROOT),
                    value.group(2) == null ? value.group(3) : value.group(2)) != null) {
                unclear = unclear == 0 ? number : unclear;
            } else {
                extentsEnded = !extents.isEmpty();
            }
        }
        if (!values.containsKey("createtype") || !values.getOrDefault("cid", "").matches("[0-9a-fA-F]{1,8}")
                || !values.getOrDefault("parentcid", "ffffffff").matches("[0-9a-fA-F]{1,8}")) {
            throw new IOException(image + " is damaged: its description does not say of what kind it is.");
        }
        return new VmdkDescriptor(values, extents, unclear == 0 ? OptionalInt.empty()
                : OptionalInt.of(unclear));
    }

    String value(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    boolean hasParent() {
        return !value("parentCID").isEmpty() && !value("parentCID").equalsIgnoreCase("ffffffff");
    }

    /** Returns the extents that have a file, in their order. */
    List<Extent> stored() {
        return extents.stream().filter(extent -> !extent.isZero()).toList();
    }

    /** Returns the sum of the extents, in bytes. */
    long size() {
        long size = 0;
        for (Extent extent : extents) {
            size = Math.addExact(size, Math.multiplyExact(extent.sectors, 512));
        }
        return size;
    }
}
