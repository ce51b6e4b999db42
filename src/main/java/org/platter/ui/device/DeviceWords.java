package org.platter.ui.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.platter.base.ByteSize;
import org.platter.session.BlockDevices.Device;
import org.platter.ui.Texts;

/** Disks of the computer in words and icons. */
public final class DeviceWords {

    private static final Map<String, String> ICONS = Map.of("loop", "mdi2s-sync", "optical", "mdi2d-disc",
            "memory card", "mdi2s-sd", "RAID", "mdi2s-server", "mapped", "mdi2l-layers-outline",
            "network", "mdi2s-server-network", "virtual", "mdi2c-chip");

    private DeviceWords() {}

    /** The icon of its kind, as Ikonli names it. */
    public static String icon(Device device) {
        return device.kind().equals("disk") && device.removable() ? "mdi2u-usb-flash-drive-outline"
                : ICONS.getOrDefault(device.kind(), "mdi2h-harddisk");
    }

    /** What kind of device it is, for people. */
    public static String kind(Device device) {
        String id = device.kind().equals("disk") && device.removable() ? "stick"
                : device.kind().toLowerCase(Locale.ROOT).replace(' ', '-');
        return Texts.find("devices.kind." + id).orElse(device.kind());
    }

    /** The kind, and the serial number or what is behind it: {@code Disk · serial S4EW}. */
    static String facts(Device device) {
        List<String> words = new ArrayList<>();
        words.add(kind(device));
        if (!device.serial().isEmpty()) {
            words.add(Texts.get("devices.serial", device.serial()));
        }
        device.file().ifPresent(file -> words.add(Texts.get("devices.shows", file.toString())));
        return String.join(" · ", words);
    }

    /** What is known of a disk besides its name: {@code Samsung SSD 870 · serial S4EW}. */
    public static String behind(Device device) {
        List<String> words = new ArrayList<>();
        words.add(device.model());
        words.add(device.serial().isEmpty() ? "" : Texts.get("devices.serial", device.serial()));
        device.file().ifPresent(file -> words.add(Texts.get("devices.shows", file.toString())));
        words.removeIf(String::isBlank);
        return String.join(" · ", words);
    }

    /** What it is used for; empty where it is free. */
    static String uses(List<String> uses) {
        return uses.isEmpty() ? "" : Texts.get("devices.in-use", String.join(", ", uses));
    }

    /** All that is told of a disk, to be read aloud. */
    static String sentence(Device device) {
        List<String> words = new ArrayList<>(List.of(device.path().toString()));
        words.add(device.model());
        words.add(ByteSize.format(device.size()));
        words.add(facts(device));
        words.add(device.readOnly() ? Texts.get("header.read-only") : "");
        words.add(uses(device.uses()));
        words.removeIf(String::isBlank);
        return String.join(", ", words);
    }

    /** Whether what somebody types to find a disk is said of it, large and small letters being the same. */
    static boolean matches(Device device, String wanted) {
        String all = (device.path() + " " + device.model() + " " + device.serial() + " " + kind(device) + " "
                + device.file().map(Path::toString).orElse("") + " " + String.join(" ", device.uses()))
                .toLowerCase(Locale.ROOT);
        return Arrays.stream(wanted.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .allMatch(all::contains);
    }
}
