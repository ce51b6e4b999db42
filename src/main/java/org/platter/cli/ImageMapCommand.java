package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.MapSpan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image map}: tells where an image keeps each byte of its disk. */
@Command(name = "map", mixinStandardHelpOptions = true,
        description = {"Tells where an image, or one of those that it is based on, keeps each byte of its "
                + "disk: as data, compressed, as zeros, or nowhere.",
            ""},
        footer = {"", "Examples:", "  platter image map disk.qcow2",
            "  platter image map --json overlay.qcow2"})
final class ImageMapCommand extends ImageJob {

    @Parameters(paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Option(names = "--json", description = "Prints a JSON list; starts, lengths and offsets in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options();
        PrintWriter out = new PrintWriter(out(), false); // the lines are many: not each on its own
        String[] separator = {"["};
        if (!json) {
            out.printf("%-18s %-18s %-12s %-18s %s%n", "Start", "Length", "Kept", "Offset in file", "File");
        }
        perform((events, cancelled) -> ImageJobs.map(image, options, span -> {
            if (json) {
                out.print(separator[0] + "\n  " + Json.write(json(span)).replaceAll("\n *", " "));
                separator[0] = ",";
            } else if (span.kind() != MapSpan.Kind.UNALLOCATED) {
                out.printf("0x%-16x 0x%-16x %-12s %-18s %s%n", span.start(), span.length(), word(span),
                        span.offset().isPresent() ? String.format("0x%x", span.offset().getAsLong()) : "–",
                        Words.plain(span.file()));
            }
        }, events, cancelled));
        if (json) {
            out.println(separator[0].equals("[") ? "[]" : "\n]");
        }
        out.flush();
        return Main.DONE;
    }

    private static String word(MapSpan span) {
        return span.kind().name().toLowerCase(Locale.ROOT);
    }

    /** As qemu-img map has it, and the kind besides. */
    private static Map<String, Object> json(MapSpan span) {
        Map<String, Object> all = new LinkedHashMap<>();
        boolean data = span.kind() == MapSpan.Kind.DATA || span.kind() == MapSpan.Kind.COMPRESSED;
        all.put("start", span.start());
        all.put("length", span.length());
        all.put("depth", span.depth());
        all.put("present", span.kind() != MapSpan.Kind.UNALLOCATED);
        all.put("zero", !data);
        all.put("data", data);
        all.put("compressed", span.kind() == MapSpan.Kind.COMPRESSED);
        all.put("kind", word(span));
        all.put("offset", span.offset());
        all.put("file", span.file().toString());
        return all;
    }
}
