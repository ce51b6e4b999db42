package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.image.qcow2.Qcow2Options;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/**
 * Makes new, empty images: raw and qcow2 by itself, the others by {@code qemu-img}. They belong to those who
 * may have them before anything is in them.
 */
public final class BlankImage {

    private static final int ZEROS = 1 << 20;

    private BlankImage() {}

    /**
     * Makes an empty image where there is no file yet; a failure may leave something there.
     *
     * @param size bytes of the disk
     * @param options by qemu-img's names
     * @param backingName the backing file's name as it is to be written into the image; it is not opened
     * @throws Refusal if there is no such option, value or size in that format
     */
    public static void make(Unfinished made, String format, long size, Map<String, String> options,
            Optional<String> backingName, Optional<String> backingFormat, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        switch (format) {
            case "raw" -> raw(made, size, options.getOrDefault("preallocation", "off"), events, cancelled);
            case "qcow2" -> qcow2(made, size, options, backingName, backingFormat);
            default -> byQemu(made, format, size, options, backingName, backingFormat, events, cancelled);
        }
    }

    /**
     * Returns whether such an image names no file beside it but those that its format makes and names after
     * it.
     */
    public static boolean standsAlone(String format, Map<String, String> options, boolean hasBacking) {
        String subformat = options.getOrDefault("subformat", "");
        boolean hasExtents = format.equals("vmdk") && (subformat.endsWith("Flat")
                || subformat.startsWith("twoGb"));
        return hasExtents || !hasBacking && !options.containsKey("data_file");
    }

    private static void raw(Unfinished made, long size, String preallocation, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        try (HostFile file = made.create()) {
            if (preallocation.equals("off")
                    || preallocation.equals("falloc") && file.tryAllocate(new ByteRange(0, size))) {
                file.resize(size);
                return;
            }
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (long at = 0; at < size; at += ZEROS) {
                if (cancelled.getAsBoolean()) {
                    throw new Cancelled();
                }
                file.write(at, zeros.clear().limit((int) Math.min(ZEROS, size - at)));
                events.accept(new Event.Progress(at, size));
            }
        }
    }

    private static void qcow2(Unfinished made, long size, Map<String, String> options,
            Optional<String> backingName, Optional<String> backingFormat) throws IOException, Refusal {
        Map<String, String> all = new TreeMap<>(options);
        backingName.ifPresent(name -> all.put("backing_file", name));
        backingFormat.ifPresent(name -> all.put("backing_fmt", name));
        Qcow2Options wanted = Qcow2Options.of(size, all);
        try (StoredFile file = new HostStoredFile(made.create())) {
            if (wanted.dataFileName().isEmpty()) {
                Qcow2Image.create(file, Optional.empty(), wanted);
                return;
            }
            try (StoredFile bytes = new HostStoredFile(made.create(wanted.dataFileName().get()))) {
                Qcow2Image.create(file, Optional.of(bytes), wanted);
            }
        }
    }

    /** Lets QEMU make an image from a raw one, for formats that are written in one go. */
    public static void pack(Path raw, Unfinished made, String format, Map<String, String> options,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        made.create().close(); // QEMU fills what is there
        Path target = made.path();
        new ProgramRunner(Programs.installed()).run(Command.of("qemu-img", "convert", "-f", "raw", "-O",
                format, "-o", words(options), "--", raw.toString(), target.toString())
                .confinedTo(OpenFolder.parent(target)), events, cancelled);
    }

    private static String words(Map<String, String> options) {
        return options.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()
                .replace(",", ",,"))
                .collect(Collectors.joining(","));
    }

    private static void byQemu(Unfinished made, String format, long size, Map<String, String> options,
            Optional<String> backingName, Optional<String> backingFormat, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        made.create().close(); // QEMU fills what is there
        Path path = made.path();
        Map<String, String> all = new TreeMap<>(options);
        if (format.equals("vpc")) {
            all.putIfAbsent("force_size", "on"); // else the size is rounded up to cylinders
        }
        if (format.equals("vdi") && all.containsKey("preallocation")) {
            // qemu-img has the option, and takes no value but off for it
            all.putIfAbsent("static", all.remove("preallocation").equals("off") ? "off" : "on");
            all.remove("preallocation");
        }
        List<String> words = new ArrayList<>(List.of("create", "-q", "-f", format));
        if (!all.isEmpty()) {
            words.addAll(List.of("-o", words(all)));
        }
        backingName.ifPresent(name -> words.addAll(List.of("-u", "-b", name)));
        backingFormat.ifPresent(name -> words.addAll(List.of("-F", name)));
        words.add("--");
        words.add(path.toString());
        words.add(String.valueOf(size));
        new ProgramRunner(Programs.installed()).run(Command.of("qemu-img", words.toArray(String[]::new))
                .confinedTo(OpenFolder.parent(path)), events, cancelled);
        made.giveOthers();
    }
}
