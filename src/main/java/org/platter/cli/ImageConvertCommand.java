package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.CacheMode;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image convert}: copies the disk in an image into a new image. */
@Command(name = "convert", mixinStandardHelpOptions = true,
        description = {"Copies the disk in an image into a new image of any format. What is zero takes up no "
                + "room there.",
            ""},
        footer = {"", "Exit status: 1, too, when ranges were lost with --salvage; the message lists them.",
            "", "Examples:", "  platter image convert -O qcow2 disk.raw disk.qcow2",
            "  platter image convert -c --sparsify -O qcow2 server.vmdk server.qcow2",
            "  platter image convert -l before-upgrade -O raw disk.qcow2 old.raw",
            "  platter image convert -O qcow2 -B base.qcow2 -F qcow2 full.raw overlay.qcow2"})
final class ImageConvertCommand extends ImageJob {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The image to copy.")
    private Path source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The image to make.")
    private Path target;

    @Mixin
    private NewCopy copy;

    @Option(names = "--sparsify",
            description = "Copies only what the file systems use; the rest reads as zeros in the new image.")
    private boolean sparsify;

    @Option(names = {"-l", "--snapshot"}, paramLabel = "SNAPSHOT",
            description = "Copies this internal snapshot, by name or ID, in place of the present disk.")
    private String snapshot;

    @Option(names = {"-B", "-b", "--backing"}, paramLabel = "FILE",
            description = "An image that the new one is based on: only what differs is written. Named as in "
                    + "“platter image create”.")
    private Path backing;

    @Option(names = {"-F", "--backing-format"}, paramLabel = "FORMAT",
            description = "The format of the backing file; a backing file needs one.")
    private String backingFormat;

    @Mixin
    private HowToOpen how;

    @Override
    String afterCancelling() {
        return "nothing was made";
    }

    @Override
    public Integer call() throws IOException, Refusal {
        if ((backing == null) != (backingFormat == null)) {
            throw usage(backing == null
                    ? "A format of the backing file is given, and no backing file: add -B FILE."
                    : "Say which format the backing file has: add -F FORMAT.");
        }
        Conversion conversion = copy.conversion(target, this)
                .withSparsify(sparsify)
                .withSnapshot(Optional.ofNullable(snapshot))
                .withBacking(Optional.ofNullable(backing),
                        Optional.ofNullable(backingFormat).map(name -> HowToOpen.format(name, spec())));
        ImageOptions options = how.options().withCache(copy.sourceCache());
        Conversion.Report report = run((events, cancelled) -> ImageJobs.convert(source, options, target,
                conversion, events, cancelled));
        return NewCopy.tell(report, target, this);
    }

    /** How a copy is made, as options that {@code convert} and {@code clone} share. */
    static final class NewCopy {

        @Option(names = {"-O", "--target-format"}, paramLabel = "FORMAT",
                description = "The format of the new image; without it, the one that its name ends in, else "
                        + "raw.")
        private String format;

        @Option(names = {"-o", "--options"}, paramLabel = "NAME=VALUE",
                description = "Options of that format, with commas between; “platter image create -f FORMAT "
                        + "-o help” lists them.")
        private List<String> settings = List.of();

        @Option(names = {"-c", "--compress"}, description = "Compresses the new image (qcow2).")
        private boolean compress;

        @Option(names = {"-m", "--threads"}, paramLabel = "N",
                description = "Threads that compress; without it as many as the machine has processors.")
        private Integer threads;

        @Option(names = "-S", paramLabel = "SIZE", converter = Size.class,
                description = "0 takes all the room at once, as preallocation=full; any other size leaves "
                        + "zeros out, as is done anyway.")
        private Long sparse;

        @Option(names = "--salvage", description = "Goes on where the source cannot be read; what is lost "
                + "reads as zeros, and is listed.")
        private boolean salvage;

        @Option(names = "--replace", description = "Replaces a file that has the new image's name.")
        private boolean replace;

        @Option(names = {"-t", "--cache"}, paramLabel = "MODE", converter = Cache.class,
                defaultValue = "writeback",
                description = "How the new image is written: writeback (the default), writethrough, none or "
                        + "directsync; none and directsync go past the host's page cache.")
        private CacheMode cache;

        @Option(names = {"-T", "--source-cache"}, paramLabel = "MODE", converter = Cache.class,
                defaultValue = "writeback", description = "How the source is read; the same modes.")
        private CacheMode sourceCache;

        boolean isReplacing() {
            return replace;
        }

        CacheMode sourceCache() {
            return sourceCache;
        }

        Conversion conversion(Path target, ImageJob job) {
            if (threads != null && (threads < 1 || threads > 256)) {
                throw job.usage("There can be 1 to 256 threads, not " + threads + ".");
            }
            java.util.Map<String, String> options = job.settings(settings);
            if (sparse != null && sparse == 0) {
                options.putIfAbsent("preallocation", "full");
            }
            String made = format == null ? ImageFormats.usual(target).name()
                    : HowToOpen.format(format, job.spec());
            return Conversion.to(made).withOptions(options)
                    .withCompress(compress).withSalvage(salvage).withReplace(replace).withTargetCache(cache)
                    .withThreads(threads == null ? OptionalInt.empty() : OptionalInt.of(threads));
        }

        /** Tells what a copy became, and returns the exit status. */
        static int tell(Conversion.Report report, Path target, ImageJob job) {
            if (report.lost().isEmpty()) {
                job.say(target + " is complete: " + ByteSize.format(report.bytesWritten()) + " copied, "
                        + ByteSize.format(report.allocatedSize()) + " on the host.");
                return Main.DONE;
            }
            job.spec().commandLine().getErr().println("platter: " + Words.plain(target)
                    + " was made, and lacks what could not be read; it reads as zeros there:");
            for (ByteRange range : report.lost()) {
                job.spec().commandLine().getErr().printf("  0x%x, %d bytes%n", range.start(), range.length());
            }
            return Main.FAILED;
        }
    }
}
