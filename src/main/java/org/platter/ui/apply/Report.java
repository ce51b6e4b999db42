package org.platter.ui.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The details of an applied draft as a file, to be kept or sent to somebody: plain text, or HTML that needs
 * nothing else.
 *
 * @param image the image's path
 * @param version of Platter
 * @param outcome what came of it, in a sentence
 * @param plan the operations as script lines
 */
record Report(String image, String version, ZonedDateTime time, String outcome, List<String> plan) {

    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em;
                   color-scheme: light dark }
            pre { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; opacity: .8;
                  margin: .2em 0 .4em 1.5em }
            ul { list-style: none; padding-left: 1.4em }
            .time { float: right; opacity: .6 } code { font-weight: bold }
            .failed { color: #cf222e } .cancelled { color: #9a6700 }
            .done:before { content: "\\2713  "; color: #1a7f37 }
            .failed:before { content: "\\2717  " } .cancelled:before { content: "\\2013  " }
            """;

    /** Writes the report; HTML where the file's name ends so. */
    void write(Log log, Path file) throws IOException {
        StringBuilder out = new StringBuilder();
        synchronized (log) {
            if (file.toString().toLowerCase(Locale.ROOT).matches(".*\\.html?")) {
                html(log, out);
            } else {
                text(log, out);
            }
        }
        Files.write(file, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String when() {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.withNano(0));
    }

    private void text(Log log, StringBuilder out) {
        out.append("Platter ").append(version).append(", ").append(when()).append('\n').append(image)
                .append('\n')
                .append(outcome).append("\n\n");
        plan.forEach(line -> out.append("    ").append(line).append('\n'));
        out.append('\n');
        log.entries().forEach(entry -> text(entry, "", log.now(), out));
    }

    private static void text(LogEntry entry, String indent, long now, StringBuilder out) {
        out.append(indent).append(mark(entry)).append(entry.text());
        if (entry.kind() != LogEntry.Kind.NOTE) {
            out.append("  [").append(Durations.took(entry.nanosAt(now))).append(']');
        }
        out.append('\n');
        String deeper = indent + "    ";
        lines(entry, line -> out.append(deeper).append("| ").append(line).append('\n'));
        entry.children().forEach(child -> text(child, deeper, now, out));
    }

    private static String mark(LogEntry entry) {
        if (entry.kind() == LogEntry.Kind.NOTE) {
            return "- ";
        }
        String command = entry.kind() == LogEntry.Kind.COMMAND ? "$ " : "";
        return switch (entry.state()) {
            case FAILED -> "FAILED ";
            case CANCELLED -> "CANCELLED ";
            default -> "";
        } + command;
    }

    private static void lines(LogEntry entry, Consumer<String> sink) {
        LineBuffer output = entry.output();
        output.first().forEach(sink);
        if (output.dropped() > 0) {
            sink.accept("... " + output.dropped() + " lines left out ...");
        }
        output.last().forEach(sink);
        if (!entry.meaning().isEmpty()) {
            sink.accept("= exit status " + entry.meaning());
        }
    }

    private void html(Log log, StringBuilder out) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Platter: ")
                .append(escaped(image))
                .append("</title>\n<style>\n").append(STYLE).append("</style>\n<h1>").append(escaped(outcome))
                .append("</h1>\n<p>").append(escaped(image)).append("<br>Platter ").append(escaped(version))
                .append(", ")
                .append(when()).append("</p>\n<pre>");
        plan.forEach(line -> out.append(escaped(line)).append('\n'));
        out.append("</pre>\n<ul>\n");
        log.entries().forEach(entry -> html(entry, log.now(), out));
        out.append("</ul>\n</html>\n");
    }

    private static void html(LogEntry entry, long now, StringBuilder out) {
        boolean note = entry.kind() == LogEntry.Kind.NOTE;
        String kind = note ? "note" : entry.state().id();
        out.append("<li class=\"").append(kind).append("\">");
        if (!note) {
            out.append("<span class=\"time\">").append(Durations.took(entry.nanosAt(now))).append("</span>");
        }
        String tag = entry.kind() == LogEntry.Kind.COMMAND ? "code" : "span";
        out.append('<').append(tag).append('>').append(escaped(entry.text())).append("</").append(tag)
                .append('>');
        StringBuilder output = new StringBuilder();
        lines(entry, line -> output.append(escaped(line)).append('\n'));
        if (!output.isEmpty()) {
            out.append("<pre>").append(output).append("</pre>");
        }
        if (!entry.children().isEmpty()) {
            out.append("\n<ul>\n");
            entry.children().forEach(child -> html(child, now, out));
            out.append("</ul>\n");
        }
        out.append("</li>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
