package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.base.CacheMode;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image commit}: writes an overlay into its backing file. */
@Command(name = "commit", mixinStandardHelpOptions = true,
        description = {"Writes what an overlay keeps into its backing file. Other overlays of that file are "
                + "worth nothing afterwards. A file whose name the overlay's does not begin with is written",
            "only where --allow names it.", ""},
        footer = {"", "Examples:", "  platter image commit disk-today.qcow2",
            "  platter image commit -d --allow base.qcow2 overlay.qcow2"})
final class ImageCommitCommand extends ImageJob {

    @Parameters(paramLabel = "OVERLAY", description = "The image that has a backing file.")
    private Path overlay;

    @Option(names = {"-d", "--keep"}, description = "Leaves the overlay as it is; otherwise it is empty "
            + "afterwards.")
    private boolean keep;

    @Option(names = {"-t", "--cache"}, paramLabel = "MODE", converter = Cache.class,
            defaultValue = "writeback",
            description = "How the images are written: writeback (the default), writethrough, none or "
                    + "directsync.")
    private CacheMode cache;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options().withCache(cache);
        perform((events, cancelled) -> ImageJobs.commit(overlay, options, keep, events, cancelled));
        say("The backing file of " + overlay + " has all of it now.");
        return Main.DONE;
    }
}
