package org.platter.image.foreign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that describes a VMware disk, "Virtual Disk Format 5.0".
 *
 * @param values what it says line by line, names in lower case
 */
record VmdkDescriptor(Map<String, String> values, List<Extent> extents) {

    /** A file that holds a part of the disk, or what stands for one. */
    record Extent(String access, long sectors, String type, String name, long offset) {

        boolean isFlat() {
            return type.equals("FLAT") || type.equals("VMFS");
        }
    }

    private static final Pattern EXTENT = Pattern.compile(
            "\\s*(RW|RDONLY|NOACCESS)\\s+(\\d{1,18})\\s+(\\w+)(?:\\s+\"([^\"]*)\"(?:\\s+(\\d{1,18}))?)?.*");
    private static final Pattern VALUE = Pattern.compile("\\s*([\\w.]+)\\s*=\\s*\"?([^\"]*?)\"?\\s*");

    static VmdkDescriptor of(String text, String image) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        List<Extent> extents = new ArrayList<>();
        for (String line : text.split("[\r\n]+")) {
            Matcher extent = EXTENT.matcher(line);
            Matcher value = VALUE.matcher(line);
            if (extent.matches()) {
                extents.add(new Extent(extent.group(1), Long.parseLong(extent.group(2)), extent.group(3),
                        extent.group(4) == null ? "" : extent.group(4),
                        extent.group(5) == null ? 0 : Long.parseLong(extent.group(5))));
            } else if (!line.startsWith("#") && value.matches()) {
                values.putIfAbsent(value.group(1).toLowerCase(java.util.Locale.ROOT), value.group(2));
            }
        }
        if (!values.containsKey("createtype") || !values.containsKey("cid")) {
            throw new IOException(image + " is damaged: its description does not say of what kind it is.");
        }
        return new VmdkDescriptor(values, extents);
    }

    String value(String name) {
        return values.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    boolean hasParent() {
        return !value("parentCID").isEmpty() && !value("parentCID").equalsIgnoreCase("ffffffff");
    }
}
