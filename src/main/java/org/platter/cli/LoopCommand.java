package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.platter.base.ByteSize;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.LoopDevices;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter loop}: raw images as block devices. */
@Command(name = "loop", mixinStandardHelpOptions = true,
        subcommands = {LoopCommand.Attach.class, LoopCommand.Detach.class, LoopCommand.Listing.class},
        description = "Shows raw images, or partitions of them, as block devices. Attaching and detaching "
                + "need "
                + "root.")
final class LoopCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of attach, detach and list?");
    }

    /** {@code platter loop attach}. */
    @Command(name = "attach", mixinStandardHelpOptions = true,
            description = "Attaches an image to a free loop device and prints its name; the kernel learns "
                    + "the "
                    + "partitions.")
    static final class Attach implements Callable<Integer> {

        @Parameters(paramLabel = "IMAGE", description = "The raw image.")
        private Path image;

        @Option(names = {"-p", "--partition"}, paramLabel = "NUMBER",
                description = "Attaches this partition alone.")
        private Integer partition;

        @Option(names = {"-r", "--read-only"}, description = "Lets nobody write to it.")
        private boolean readOnly;

        @Option(names = "--direct-io", description = "Leaves out the page cache of the image.")
        private boolean directIo;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, Refusal {
            OptionalInt number = partition == null ? OptionalInt.empty() : OptionalInt.of(partition);
            spec.commandLine().getOut().println(LoopDevices.attachHere(image, ImageOptions.usual(),
                    new LoopDevices.Wish(number, readOnly, directIo)));
            return Main.DONE;
        }
    }

    /** {@code platter loop detach}. */
    @Command(name = "detach", mixinStandardHelpOptions = true,
            description = "Detaches a loop device, or all that show an image.")
    static final class Detach implements Callable<Integer> {

        @Parameters(paramLabel = "DEVICE|IMAGE", description = "/dev/loop0, or the file that it shows.")
        private Path path;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, Refusal {
            for (Path device : LoopDevices.detachHere(path)) {
                LoopDevices.whyKept(device).ifPresent(spec.commandLine().getOut()::println);
            }
            return Main.DONE;
        }
    }

    /** {@code platter loop list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the loop devices in use.")
    static final class Listing implements Callable<Integer> {

        @Option(names = "--json", description = "Prints JSON; sizes and offsets in bytes.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            List<LoopDevices.Loop> loops = LoopDevices.list();
            if (json) {
                List<Object> all = new ArrayList<>();
                loops.forEach(loop -> all.add(object(loop)));
                Json.print(Map.of("loops", all), out);
                return Main.DONE;
            }
            for (LoopDevices.Loop loop : loops) {
                out.println(loop.path() + "  " + Words.plain(loop.file().toString())
                        + (loop.offset() == 0 && loop.size() == 0 ? "" : ", from "
                                + ByteSize.format(loop.offset())
                                + (loop.size() == 0 ? "" : ", " + ByteSize.format(loop.size())))
                        + (loop.readOnly() ? ", read-only" : "") + (loop.directIo() ? ", direct" : ""));
            }
            return Main.DONE;
        }

        private static Map<String, Object> object(LoopDevices.Loop loop) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("device", loop.path().toString());
            all.put("file", loop.file().toString());
            all.put("offset", loop.offset());
            all.put("sizeLimit", loop.size());
            all.put("readOnly", loop.readOnly());
            all.put("directIo", loop.directIo());
            return all;
        }
    }
}
