package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.CacheMode;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image rebase}: bases an overlay on another file. */
@Command(name = "rebase", mixinStandardHelpOptions = true,
        description = {"Bases an overlay on another file. Its disk stays the same: what the new backing file "
                + "lacks is copied into the overlay.",
            ""},
        footer = {"", "Examples:", "  platter image rebase -b newbase.qcow2 -F qcow2 overlay.qcow2",
            "  platter image rebase -b '' overlay.qcow2                  (needs no backing file any more)",
            "  platter image rebase -u -b /srv/base.raw -F raw overlay.qcow2   (the file has moved)"})
final class ImageRebaseCommand extends ImageJob {

    @Parameters(paramLabel = "OVERLAY", description = "The image to base on another file.")
    private Path overlay;

    @Option(names = {"-b", "--backing"}, paramLabel = "FILE", required = true,
            description = "The new backing file, named in the overlay as it is written here; a relative name "
                    + "counts from the overlay's folder. '' is none.")
    private String backing;

    @Option(names = {"-F", "--backing-format"}, paramLabel = "FORMAT",
            description = "The format of the new backing file; a backing file needs one.")
    private String backingFormat;

    @Option(names = {"-u", "--unsafe"}, description = "Changes the name only, and reads neither file: for a "
            + "backing file that was moved. Where its content is another one, the disk changes.")
    private boolean unsafe;

    @Option(names = {"-t", "--cache"}, paramLabel = "MODE", converter = Cache.class,
            defaultValue = "writeback",
            description = "How the overlay is written: writeback (the default), writethrough, none or "
                    + "directsync.")
    private CacheMode cache;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        Optional<Path> base = backing.isEmpty() ? Optional.empty() : Optional.of(Path.of(backing));
        if (base.isPresent() && backingFormat == null) {
            throw usage("Say which format the backing file has: add -F FORMAT.");
        }
        ImageOptions options = how.options().withCache(cache);
        Optional<String> format = Optional.ofNullable(backingFormat)
                .map(name -> HowToOpen.format(name, spec()));
        perform((events, cancelled) -> ImageJobs.rebase(overlay, options, base, format, unsafe, events,
                cancelled));
        say(base.isPresent() ? overlay + " is based on " + backing + " now."
                : overlay + " needs no backing file any more.");
        return Main.DONE;
    }
}
