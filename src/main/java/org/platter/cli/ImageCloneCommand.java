package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image clone}: copies a block device into a new image. */
@Command(name = "clone", mixinStandardHelpOptions = true,
        description = {"Copies a block device, such as a memory stick, into a new image: only what its file "
                + "systems use, unless all is asked for. The image has the identifiers of the device (the "
                + "disk's, "
                + "GUIDs, UUIDs, labels), so that a machine should see only one of both.",
            ""},
        footer = {"", "Exit status: 1, too, when ranges were lost with --salvage; the message lists them.",
            "", "Examples:", "  platter image clone -O qcow2 -c /dev/sdb stick.qcow2",
            "  platter image clone --all --salvage /dev/sdb rescued.raw"})
final class ImageCloneCommand extends ImageJob {

    @Parameters(index = "0", paramLabel = "DEVICE", description = "The block device.")
    private Path device;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The image to make.")
    private Path target;

    @Mixin
    private ImageConvertCommand.NewCopy copy;

    @Option(names = "--all", description = "Copies every block, also those that no file system uses.")
    private boolean all;

    @Mixin
    private HowToOpen how;

    @Override
    String afterCancelling() {
        return "nothing was made";
    }

    @Override
    public Integer call() throws IOException, Refusal {
        Conversion conversion = copy.conversion(target, this).withSparsify(!all);
        ImageOptions options = how.options().withCache(copy.sourceCache());
        Conversion.Report report = run((events, cancelled) -> ImageJobs.cloneDevice(device, options, target,
                conversion, events, cancelled));
        return ImageConvertCommand.NewCopy.tell(report, target, this);
    }
}
