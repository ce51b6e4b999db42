package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Amount;
import org.platter.session.DiskSession;
import org.platter.session.image.FormatOption;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.NewImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image create}: makes an image. */
@Command(name = "create", mixinStandardHelpOptions = true,
        description = {"Makes an image. It appears under its name when it is complete.", ""},
        footer = {"", "Examples:",
            "  platter image create disk.raw 10GiB",
            "  platter image create -f qcow2 -o cluster_size=2M,lazy_refcounts=on disk.qcow2 1TiB",
            "  platter image create -f qcow2 -b base.qcow2 -F qcow2 overlay.qcow2",
            "  platter image create -f qcow2 -e \"table type=gpt\" \\",
            "          -e \"create start=1MiB size=max fs=ext4 label=root\" disk.qcow2 10GiB",
            "  platter image create --folder photos --fs ext4 photos.raw",
            "  platter image create -f vmdk -o help              (lists the options of vmdk images)"})
final class ImageCreateCommand extends ImageJob {

    @Parameters(index = "0", arity = "0..1", paramLabel = "IMAGE", description = "The image to make.")
    private Path image;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SIZE",
            description = "How large the disk is: 10GiB, 1.5GB, 512M, 20971520s (sectors) or a number of "
                    + "bytes. Without it, as large as the backing file, or as the folder needs.")
    private String size;

    private static final int SECTOR = 512;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT",
            description = "The format: raw, qcow2, qcow, qed, vdi, vmdk, vpc (VHD), vhdx or parallels; "
                    + "without "
                    + "it, the one that the name ends in, else raw.")
    private String format;

    @Option(names = {"-o", "--options"}, paramLabel = "NAME=VALUE",
            description = "Options of the format, with commas between; “-o help” lists them.")
    private List<String> settings = List.of();

    @Option(names = {"-b", "--backing"}, paramLabel = "FILE",
            description = "The image that shows through where the new one has nothing. It is named in the "
                    + "new image as it is written here; a relative name counts from the new image's folder.")
    private Path backing;

    @Option(names = {"-F", "--backing-format"}, paramLabel = "FORMAT",
            description = "The format of the backing file; a backing file needs one.")
    private String backingFormat;

    @Option(names = "--folder", paramLabel = "FOLDER",
            description = "Puts the files of this folder into a file system that fills a GPT partition of "
                    + "the "
                    + "new disk.")
    private Path folder;

    @Option(names = "--fs", paramLabel = "TYPE", defaultValue = "ext4",
            description = "The file system for the folder: ext4 (the default), ext3 or ext2.")
    private String fileSystem;

    @Option(names = "-e", paramLabel = "LINE",
            description = "An operation to carry out on the new disk, as in “platter apply”; may be given "
                    + "several times.")
    private List<String> lines = List.of();

    @Option(names = "--script", paramLabel = "FILE",
            description = "A file with an operation a line; - is the standard input.")
    private String script;

    @Option(names = "--replace", description = "Replaces a file of that name.")
    private boolean replace;

    @Option(names = "--allow", paramLabel = "FILE",
            description = "A file outside of its folder that the backing file names and that may be opened. "
                    + "May be given several times.")
    private List<Path> allowed = List.of();

    @Option(names = "--sector-size", paramLabel = "BYTES",
            description = "Bytes of a logical sector of the new disk, 512 (the default) or 4096.")
    private Integer sectorSize;

    @Override
    String afterCancelling() {
        return "nothing was made";
    }

    @Override
    public Integer call() throws IOException, Refusal {
        boolean help = settings.contains("help") || settings.contains("?");
        if (image == null && !help) {
            throw usage("Which image? Give a name and a size, such as disk.raw 10GiB.");
        }
        ImageFormat made = format == null ? ImageFormats.usual(image == null ? Path.of("raw") : image)
                : ImageFormats.find(HowToOpen.format(format, spec())).orElseThrow();
        if (help) {
            listOptions(made);
            return Main.DONE;
        }
        NewImage wanted = wanted(made);
        ImageOptions options = HowToOpen.of(allowed, sectorSize, spec());
        ImageFacts facts = run((events, cancelled) -> ImageJobs.create(image, wanted, options,
                DiskSession::edit, events, cancelled));
        say(image + ": " + facts.format() + ", " + ByteSize.format(facts.virtualSize()) + ", "
                + ByteSize.format(facts.allocatedSize()) + " on the host.");
        return Main.DONE;
    }

    private NewImage wanted(ImageFormat made) throws IOException {
        Map<String, String> options = settings(settings);
        // qemu-img knows these as options, too
        String named = options.remove("backing_file");
        String namedFormat = options.remove("backing_fmt");
        Path base = backing == null && named != null ? Path.of(named) : backing;
        String baseFormat = backingFormat == null ? namedFormat : backingFormat;
        if (base == null && baseFormat != null) {
            throw usage("A format of the backing file is given, and no backing file: add -b FILE.");
        }
        if (base != null && baseFormat == null) {
            throw usage("Say which format the backing file has: add -F FORMAT.");
        }
        if (size == null && base == null && folder == null) {
            throw usage("How large? Give a size, such as 10GiB.");
        }
        if (folder != null && (!lines.isEmpty() || script != null)) {
            throw usage("A folder and operations do not go together; use one of them.");
        }
        List<String> operations = new ArrayList<>(lines);
        if (script != null) {
            operations.addAll(Scripts.read(script));
        }
        return new NewImage(made.name(), size == null ? OptionalLong.empty() : OptionalLong.of(bytes()),
                options,
                Optional.ofNullable(base),
                Optional.ofNullable(baseFormat).map(name -> HowToOpen.format(name, spec())),
                Optional.ofNullable(folder), fileSystem, operations, replace);
    }

    private long bytes() {
        try {
            Amount amount = Amount.parse(size, sectorSize == null ? SECTOR : sectorSize);
            if (amount instanceof Amount.Absolute exact) {
                return exact.bytes();
            }
        } catch (Refusal refusal) {
            throw usage(refusal.getMessage());
        }
        throw usage("“" + size + "” says how large a disk is beside one that is there, and this one is "
                + "new; write 10GiB.");
    }

    private void listOptions(ImageFormat made) {
        if (made.options().isEmpty()) {
            out().println("There are no options for " + made.name() + " images.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Option", "Default", "What it is"));
        for (FormatOption option : made.options()) {
            rows.add(List.of(option.name(), option.usual(), option.text()
                    + (option.values().isEmpty() ? "" : ": " + String.join(", ", option.values()))));
        }
        Words.table(rows, List.of(), out());
    }
}
