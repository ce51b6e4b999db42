package org.platter.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;

/** Partition tables as the programs of util-linux, gptfdisk and parted see and make them. */
final class Oracle {

    private static final Pattern PARTITION = Pattern
            .compile(".*?(\\d+) : start= *(\\d+), size= *(\\d+), type=([^,]*)(.*)");

    private Oracle() {}

    record Answer(int status, String output) {}

    static Answer run(String input, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            // a program need not read what it is told
        }
        try (InputStream stdout = process.getInputStream()) {
            String output = new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** Makes the table that an sfdisk script describes. */
    static void make(Path image, int sectorSize, String script) throws IOException {
        Answer answer;
        if (sectorSize == 512) {
            answer = run(script, "sfdisk", "--no-reread", "--no-tell-kernel", "--wipe=never",
                    image.toString());
        } else {
            Path file = Files.writeString(image.resolveSibling("script"), script);
            answer = run("I\n" + file + "\nw\n", "fdisk", "-b", "" + sectorSize, "--wipe=never",
                    image.toString());
            if (!answer.output().contains("Script successfully applied")) {
                throw new IOException(answer.output());
            }
        }
        if (answer.status() != 0) {
            throw new IOException(answer.output());
        }
    }

    /**
     * Returns what sfdisk (or fdisk, which can be told a sector size) reads, a line for the table and each
     * partition.
     */
    static List<String> dump(Path image, int sectorSize) throws IOException {
        String text;
        if (sectorSize == 512) {
            text = run("", "sfdisk", "--dump", image.toString()).output();
        } else {
            Path file = image.resolveSibling("dump");
            Files.deleteIfExists(file);
            run("O\n" + file + "\nq\n", "fdisk", "-b", "" + sectorSize, image.toString());
            text = Files.exists(file) ? Files.readString(file) : "";
        }
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        for (String line : text.split("\n")) {
            Matcher matcher = PARTITION.matcher(line);
            if (matcher.matches()) {
                String rest = matcher.group(5);
                lines.add(String.format("%s %s+%s %s%s name=%s uuid=%s attrs=%s", matcher.group(1),
                        matcher.group(2),
                        matcher.group(3), matcher.group(4).toLowerCase(Locale.ROOT),
                        rest.contains(", bootable") ? " boot" : "", unescaped(quoted(rest, "name")),
                        value(rest, "uuid").toLowerCase(Locale.ROOT), quoted(rest, "attrs")));
            } else if (line.startsWith("label") || line.startsWith("first-lba")
                    || line.startsWith("last-lba")) {
                head.append(line.toLowerCase(Locale.ROOT)).append("; ");
            }
        }
        lines.add(0, head.toString());
        return lines;
    }

    /** Returns the same text from a layout. */
    static List<String> told(Layout layout) {
        List<String> lines = new ArrayList<>();
        int sectorSize = layout.sectorSize();
        boolean gpt = layout.table().type() == TableType.GPT;
        lines.add("label: " + layout.table().type().id() + "; label-id: " + layout.table().id() + "; "
                + (gpt ? "first-lba: " + layout.table().usable().start() / sectorSize + "; last-lba: "
                        + (layout.table().usable().end() / sectorSize - 1) + "; " : ""));
        layout.partitions().stream().sorted(java.util.Comparator.comparing(Partition::number))
                .forEach(p -> lines.add(String.format("%d %d+%d %s%s name=%s uuid=%s attrs=%s", p.number(),
                        p.range().start() / sectorSize, p.range().length() / sectorSize,
                        p.typeCode().length() != 4 ? p.typeCode()
                                : Integer.toHexString(Integer.parseInt(p.typeCode().substring(2), 16)),
                        p.flags().contains("boot") ? " boot" : "", p.name().orElse(""),
                        p.uuid().map(Object::toString).orElse(""), attributes(p))));
        return lines;
    }

    /** Returns numbers and sectors as parted reads them, by number. */
    static List<String> partedPlaces(Path image) throws IOException {
        Answer answer = run("", "parted", "-ms", image.toString(), "unit", "s", "print");
        if (answer.status() != 0 || answer.output().replace("Warning: failed to translate partition name", "")
                .matches("(?s).*(Warning|Error).*")) {
            throw new IOException(answer.output());
        }
        return answer.output().lines().map(line -> line.split("s?:"))
                .filter(fields -> fields.length > 3 && fields[0].matches("\\d+"))
                .map(fields -> String.format("%3s %s to %s", fields[0], fields[1], fields[2])).sorted()
                .toList();
    }

    /** Returns the same text from a layout. */
    static List<String> places(Layout layout) {
        return layout.partitions().stream().map(p -> String.format("%3s %s to %s", p.number(),
                p.range().start() / layout.sectorSize(), p.range().end() / layout.sectorSize() - 1)).sorted()
                .toList();
    }

    /** Returns an sfdisk script that makes the layout. */
    static String script(Layout layout) {
        StringBuilder script = new StringBuilder("label: " + layout.table().type().id() + "\nlabel-id: "
                + layout.table().id() + "\nunit: sectors\n");
        int sectorSize = layout.sectorSize();
        if (layout.table().type() == TableType.GPT) {
            script.append("first-lba: ").append(layout.table().usable().start() / sectorSize)
                    .append("\nlast-lba: ")
                    .append(layout.table().usable().end() / sectorSize - 1).append('\n');
        }
        script.append('\n');
        layout.partitions().stream().sorted(java.util.Comparator.comparing(Partition::number)).forEach(p -> {
            script.append("x").append(p.number()).append(" : start=").append(p.range().start() / sectorSize)
                    .append(", size=").append(p.range().length() / sectorSize).append(", type=")
                    .append(p.uuid().isPresent() ? p.typeCode() : p.typeCode().substring(2));
            p.uuid().ifPresent(uuid -> script.append(", uuid=").append(uuid));
            p.name().ifPresent(name -> script.append(", name=\"").append(escaped(name)).append('"'));
            if (!attributes(p).isEmpty()) {
                script.append(", attrs=\"").append(attributes(p)).append('"');
            }
            script.append(p.flags().contains("boot") ? ", bootable\n" : "\n");
        });
        return script.toString();
    }

    private static String attributes(Partition partition) {
        List<String> words = new ArrayList<>();
        partition.flags().stream().filter("required"::equals).forEach(flag -> words.add("RequiredPartition"));
        partition.flags().stream().filter("no-block-io"::equals)
                .forEach(flag -> words.add("NoBlockIOProtocol"));
        partition.flags().stream().filter("legacy-boot"::equals)
                .forEach(flag -> words.add("LegacyBIOSBootable"));
        String bits = partition.flags().stream().filter(flag -> flag.startsWith("bit"))
                .map(flag -> flag.substring(3))
                .collect(Collectors.joining(","));
        if (!bits.isEmpty()) {
            words.add("GUID:" + bits);
        }
        return String.join(" ", words);
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\x5c").replace("\"", "\\x22");
    }

    /** Bytes beyond ASCII come as {@code \\xNN}, each of UTF-8 by itself. */
    private static String unescaped(String name) {
        String bytes = Pattern.compile("\\\\x([0-9a-f]{2})").matcher(name).replaceAll(
                hit -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hit.group(1), 16))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String value(String rest, String key) {
        Matcher matcher = Pattern.compile(", " + key + "=([^,\"]*)").matcher(rest);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    private static String quoted(String rest, String key) {
        Matcher matcher = Pattern.compile(", " + key + "=\"([^\"]*)\"").matcher(rest);
        return matcher.find() ? matcher.group(1) : "";
    }
}
