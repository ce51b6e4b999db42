package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.BitmapFacts;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter image bitmap}: the persistent dirty bitmaps of an image. */
@Command(name = "bitmap", mixinStandardHelpOptions = true,
        description = {"Lists, adds, removes, clears, enables, disables and merges the persistent dirty "
                + "bitmaps of a qcow2 image, by which incremental backups know what has changed. Platter sets "
                + "the bits of all that it changes in those that are enabled.",
            ""},
        footer = {"", "Examples:", "  platter image bitmap list disk.qcow2",
            "  platter image bitmap add -g 64KiB disk.qcow2 since-monday",
            "  platter image bitmap disable disk.qcow2 since-monday",
            "  platter image bitmap merge disk.qcow2 all since-monday",
            "  platter image bitmap merge -b overlay.qcow2 base.qcow2 all since-monday"})
final class ImageBitmapCommand extends ImageJob {

    /** What to do with a bitmap; the words are qemu-img's. */
    enum Action {
        LIST, ADD, REMOVE, CLEAR, ENABLE, DISABLE, MERGE
    }

    @Parameters(index = "0", paramLabel = "ACTION",
            description = "list, add, remove, clear, enable, disable or merge.")
    private String action;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Parameters(index = "2", arity = "0..1", paramLabel = "BITMAP", description = "The name of the bitmap.")
    private String bitmap;

    @Parameters(index = "3", arity = "0..1", paramLabel = "SOURCE",
            description = "For merge: the bitmap whose bits are set in BITMAP, too.")
    private String source;

    @Option(names = {"-g", "--granularity"}, paramLabel = "SIZE", converter = Size.class,
            description = "For add: the bytes for which there is one bit, a power of two. Without it one "
                    + "cluster, at least 4 KiB and at most 64 KiB.")
    private Long granularity;

    @Option(names = {"-b", "--from"}, paramLabel = "FILE",
            description = "For merge: the image that has SOURCE. Without it both are in IMAGE.")
    private Path from;

    @Option(names = {"-F", "--from-format"}, paramLabel = "FORMAT", description = "The format of that image.")
    private String fromFormat;

    @Option(names = "--json", description = "Lists them as JSON; sizes in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options();
        Action wanted = action();
        require(bitmap != null == (wanted != Action.LIST), wanted == Action.LIST
                ? "“list” lists all bitmaps of an image and takes no name." : "Which bitmap?");
        require(source != null == (wanted == Action.MERGE), wanted == Action.MERGE
                ? "Which bitmap is to be merged into “" + bitmap + "”?" : "Only “merge” takes two bitmaps.");
        require(granularity == null || wanted == Action.ADD, "Only “add” takes a granularity.");
        require(from == null || wanted == Action.MERGE, "Only “merge” takes another image.");
        switch (wanted) {
            case LIST -> list(ImageJobs.bitmaps(image, options));
            case ADD -> {
                ImageJobs.addBitmap(image, options, bitmap,
                        granularity == null ? OptionalLong.empty() : OptionalLong.of(granularity));
                done("is added");
            }
            case REMOVE -> {
                ImageJobs.removeBitmap(image, options, bitmap);
                done("is removed");
            }
            case CLEAR -> {
                ImageJobs.clearBitmap(image, options, bitmap);
                done("is cleared");
            }
            case ENABLE -> {
                ImageJobs.setBitmapEnabled(image, options, bitmap, true);
                done("is enabled");
            }
            case DISABLE -> {
                ImageJobs.setBitmapEnabled(image, options, bitmap, false);
                done("is disabled");
            }
            case MERGE -> {
                ImageJobs.mergeBitmap(image, options, bitmap, Optional.ofNullable(from),
                        options.withFormat(Optional.ofNullable(fromFormat)), source);
                done("has the bits of “" + source + "”, too");
            }
        }
        return Main.DONE;
    }

    private Action action() {
        for (Action known : Action.values()) {
            if (known.name().equalsIgnoreCase(action)) {
                return known;
            }
        }
        throw new ParameterException(spec.commandLine(), "“" + action + "” is nothing to do with a bitmap; "
                + "there are list, add, remove, clear, enable, disable and merge.");
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    private void done(String what) {
        say("The bitmap “" + bitmap + "” of " + image + " " + what + ".");
    }

    private void list(List<BitmapFacts> bitmaps) {
        if (json) {
            Json.print(Map.of("bitmaps", ImageText.bitmaps(bitmaps)), out());
        } else if (bitmaps.isEmpty()) {
            say(image + " has no bitmaps.");
        } else {
            ImageText.bitmaps(bitmaps, out());
        }
    }
}
