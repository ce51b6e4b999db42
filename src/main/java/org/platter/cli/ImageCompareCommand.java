package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.base.CacheMode;
import org.platter.base.Json;
import org.platter.session.image.Comparison;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image compare}: tells whether two images hold the same disk. */
@Command(name = "compare", mixinStandardHelpOptions = true,
        description = {"Tells whether two images, of any formats, hold the same disk. Where one is longer, "
                + "the "
                + "rest has to be zeros.",
            ""},
        footer = {"", "Exit status: 0 the same; 1 different; 2 usage; 3 refused; 7 they could not be "
                + "compared.",
            "", "Examples:", "  platter image compare disk.raw disk.qcow2",
            "  platter image compare -s -f raw -F qcow2 disk.raw disk.qcow2"})
final class ImageCompareCommand extends ImageJob {

    @Parameters(index = "0", paramLabel = "ONE", description = "An image.")
    private Path one;

    @Parameters(index = "1", paramLabel = "OTHER", description = "Another image.")
    private Path other;

    @Option(names = {"-F", "--other-format"}, paramLabel = "FORMAT",
            description = "The format of the other image. Without it the content tells.")
    private String otherFormat;

    @Option(names = {"-s", "--strict"}, description = "They also have to be equally large, and keep the same "
            + "ranges.")
    private boolean strict;

    @Option(names = {"-T", "--cache"}, paramLabel = "MODE", converter = Cache.class,
            defaultValue = "writeback",
            description = "How they are read: writeback (the default), writethrough, none or directsync.")
    private CacheMode cache;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws Exception {
        ImageOptions options = how.options().withCache(cache);
        ImageOptions otherOptions = options.withFormat(Optional.ofNullable(otherFormat)
                .map(name -> HowToOpen.format(name, spec())));
        Comparison outcome;
        try {
            outcome = run((events, cancelled) -> ImageJobs.compare(one, options, other, otherOptions, strict,
                    events, cancelled));
        } catch (IOException e) {
            int status = Main.explain(e, spec().commandLine().getErr());
            return status == Main.INTERRUPTED ? status : Main.NOT_COMPARED; // 1 would say that they differ
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("equal", outcome.equal());
            all.put("firstDifference", outcome.firstDifference());
            all.put("text", outcome.text());
            Json.print(all, out());
        } else {
            say(outcome.text());
        }
        return outcome.equal() ? Main.DONE : Main.FAILED;
    }
}
