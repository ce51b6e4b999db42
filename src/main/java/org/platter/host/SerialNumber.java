package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The serial number of a disk, wherever the kernel, or else the udev daemon, keeps it. */
public final class SerialNumber {

    /** What the kernel's drivers say as text: virtio; NVMe and memory cards. */
    private static final List<String> TEXTS = List.of("serial", "device/serial");
    /** The answer to a SCSI inquiry, SPC-4 7.8.15 "Unit Serial Number": a head of 4 bytes, then ASCII. */
    private static final String INQUIRY = "device/vpd_pg80";
    private static final int INQUIRY_HEAD = 4;
    private static final int LONGEST = 256;
    /** Where the udev daemon writes down what it found out by asking a device. */
    private static final Path UDEV = Path.of("/run/udev/data");
    private static final String UDEV_KEY = "E:ID_SERIAL_SHORT=";

    private SerialNumber() {}

    /**
     * Returns the serial number of a disk; an empty text where nobody knows one.
     *
     * @param disk its folder in sysfs
     */
    public static String of(Path disk) {
        return of(disk, UDEV);
    }

    static String of(Path disk, Path udev) {
        for (String name : TEXTS) {
            String text = Sysfs.text(disk.resolve(name));
            if (!text.isEmpty()) {
                return text;
            }
        }
        return ofInquiry(disk).or(() -> usb(disk).map(usb -> Sysfs.text(usb.resolve("serial"))))
                .filter(text -> !text.isEmpty()).or(() -> ofUdev(disk, udev)).orElse("");
    }

    /** Returns what a disk that speaks SCSI, or is made to by the kernel, answers itself. */
    static Optional<String> ofInquiry(Path disk) {
        byte[] answer;
        try {
            answer = Files.readAllBytes(disk.resolve(INQUIRY));
        } catch (IOException e) {
            return Optional.empty(); // no such page, or the device is gone
        }
        if (answer.length <= INQUIRY_HEAD || answer.length > LONGEST) {
            return Optional.empty();
        }
        String text = new String(answer, INQUIRY_HEAD, answer.length - INQUIRY_HEAD,
                StandardCharsets.US_ASCII).replaceAll("[^ -~]", "").strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Returns the folder of the USB device that a disk hangs on; nothing where it is on another bus. */
    public static Optional<Path> usb(Path disk) {
        try {
            for (Path at = disk.toRealPath(); at != null; at = at.getParent()) {
                if (Files.exists(at.resolve("idVendor"))) {
                    return Optional.of(at);
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // unplugged meanwhile
        }
        return Optional.empty();
    }

    private static Optional<String> ofUdev(Path disk, Path udev) {
        return Sysfs.text(udev.resolve("b" + Sysfs.text(disk.resolve("dev")))).lines()
                .filter(line -> line.startsWith(UDEV_KEY)).map(line -> line.substring(UDEV_KEY.length()))
                .findFirst();
    }
}
