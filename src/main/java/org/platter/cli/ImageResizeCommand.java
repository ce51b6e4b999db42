package org.platter.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.session.Resizing;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image resize}: makes the disk in an image larger or smaller. */
@Command(name = "resize", mixinStandardHelpOptions = true,
        description = {"Makes the disk in an image larger or smaller. The backup of a GPT moves along; the "
                + "partitions stay as they are: see “platter apply” to resize those.",
            ""},
        footer = {"", "Examples:", "  platter image resize disk.qcow2 +10GiB",
            "  platter image resize disk.vdi 64GiB",
            "  platter image resize --shrink disk.raw -2GiB"})
final class ImageResizeCommand extends ImageJob {

    private static final int SECTOR = 512;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Parameters(index = "1", paramLabel = "SIZE",
            description = "The new size of the disk (64GiB, 1.5GB, 3084480s), how much more (+10GiB) or less "
                    + "(-2GiB), or what share of it (50%%).")
    private String size;

    @Option(names = "--shrink",
            description = "Allows the disk to become smaller: down to the end of its last partition, and "
                    + "no further; without a partition table its file system becomes smaller with it.")
    private boolean shrink;

    @Mixin
    private HowToOpen how;

    @Mixin
    private Overwriting overwriting;

    @Override
    public Integer call() throws IOException, Refusal {
        Amount wanted = amount();
        ImageOptions options = overwriting.in(how.options());
        long after = run((events, cancelled) -> Resizing.resize(image, options,
                before -> after(wanted, before), shrink, events, cancelled));
        say(image + ": the disk has " + ByteSize.format(after) + " now.");
        return Main.DONE;
    }

    private Amount amount() {
        try {
            Amount amount = Amount.parse(size, SECTOR);
            if (amount instanceof Amount.Max || amount instanceof Amount.Min) {
                throw usage("“" + size + "” is no size of a disk; write 10GiB, +10GiB, -2GiB or 50%.");
            }
            return amount;
        } catch (Refusal refusal) {
            throw usage(refusal.getMessage());
        }
    }

    private long after(Amount wanted, long before) throws Refusal {
        if (wanted instanceof Amount.Absolute absolute) {
            return absolute.bytes();
        }
        if (wanted instanceof Amount.Percent share) {
            return share.percent().multiply(BigDecimal.valueOf(before)).movePointLeft(2).longValue();
        }
        long change = ((Amount.Relative) wanted).bytes();
        if (change <= -before) {
            throw new Refusal("The disk has " + ByteSize.format(before) + ", so it cannot lose "
                    + ByteSize.format(-change) + ".");
        }
        if (change > Long.MAX_VALUE - before) {
            throw new Refusal("“" + size + "” is more than any disk can hold.");
        }
        return before + change;
    }
}
