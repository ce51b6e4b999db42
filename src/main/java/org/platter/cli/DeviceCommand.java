package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.platter.base.ByteSize;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.BlockDevices;
import org.platter.session.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter device}: the disks of this machine, and what it uses their partitions for. */
@Command(name = "device", mixinStandardHelpOptions = true,
        subcommands = {DeviceCommand.Listing.class, DeviceCommand.Mounting.class,
            DeviceCommand.Unmounting.class, DeviceCommand.SwapOn.class, DeviceCommand.SwapOff.class},
        description = "Lists the disks of this machine, mounts and unmounts their partitions, and switches "
                + "swap space on and off.")
final class DeviceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "Which of list, mount, unmount, swapon and swapoff?");
    }

    /** {@code platter device list}. */
    @Command(name = "list", mixinStandardHelpOptions = true,
            description = "Lists the disks that have a medium, and what they are used for; opens none of "
                    + "them.")
    static final class Listing implements Callable<Integer> {

        @Option(names = "--all", description = "Also the loop devices that package systems make for "
                + "themselves.")
        private boolean all;

        @Option(names = "--json", description = "Prints JSON; sizes in bytes.")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            List<BlockDevices.Device> devices = BlockDevices.list(all);
            if (json) {
                Json.print(Map.of("devices", devices.stream().map(DeviceCommand::object).toList()), out);
                return Main.DONE;
            }
            for (BlockDevices.Device device : devices) {
                out.println(device.path() + "  " + ByteSize.format(device.size()) + ", " + line(device));
            }
            return Main.DONE;
        }
    }

    /** Describes a device in words, without its path and size. */
    static String line(BlockDevices.Device device) {
        List<String> words = new ArrayList<>(List.of(device.kind()));
        Optional.of(device.model()).filter(model -> !model.isEmpty()).ifPresent(words::add);
        Optional.of(device.serial()).filter(serial -> !serial.isEmpty())
                .ifPresent(serial -> words.add("serial number " + serial));
        device.file().ifPresent(file -> words.add(file.toString()));
        if (device.physicalSectorSize() != device.sectorSize()) {
            words.add("physical sectors of " + device.physicalSectorSize() + " bytes");
        }
        if (device.readOnly()) {
            words.add("read-only");
        }
        if (device.removable()) {
            words.add("removable");
        }
        words.addAll(device.uses());
        return Words.plain(String.join(", ", words));
    }

    /** Puts a device into the form of JSON, unknown keys left out. */
    static Map<String, Object> object(BlockDevices.Device device) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("device", device.path().toString());
        all.put("size", device.size());
        all.put("kind", device.kind());
        all.put("model", Optional.of(device.model()).filter(model -> !model.isEmpty()));
        all.put("serial", Optional.of(device.serial()).filter(serial -> !serial.isEmpty()));
        all.put("file", device.file().map(Path::toString));
        all.put("sectorSize", device.sectorSize());
        all.put("physicalSectorSize", device.physicalSectorSize());
        all.put("readOnly", device.readOnly());
        all.put("removable", device.removable());
        all.put("uses", device.uses());
        return all;
    }

    /** A command that has to do with one partition. */
    private abstract static class OfPartition implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "DEVICE", description = "The disk: /dev/sdb, /dev/loop0.")
        private Path device;

        @Parameters(index = "1", paramLabel = "NUMBER", description = "The partition's number.")
        private int number;

        @Spec
        private CommandSpec spec;

        private final Usage usage;

        OfPartition(Usage usage) {
            this.usage = usage;
        }

        @Override
        public Integer call() throws IOException, Refusal {
            Optional<Path> point = BlockDevices.use(device, number, usage);
            point.ifPresent(path -> spec.commandLine().getOut().println(Words.plain(path)));
            return Main.DONE;
        }
    }

    /** {@code platter device mount}. */
    @Command(name = "mount", mixinStandardHelpOptions = true,
            description = "Mounts a partition where /etc/fstab says, else below /run/media, and prints "
                    + "where.")
    static final class Mounting extends OfPartition {
        Mounting() {
            super(Usage.MOUNT);
        }
    }

    /** {@code platter device unmount}. */
    @Command(name = "unmount", aliases = "umount", mixinStandardHelpOptions = true,
            description = "Unmounts a partition wherever it is mounted.")
    static final class Unmounting extends OfPartition {
        Unmounting() {
            super(Usage.UNMOUNT);
        }
    }

    /** {@code platter device swapon}. */
    @Command(name = "swapon", mixinStandardHelpOptions = true, description = "Switches swap space on.")
    static final class SwapOn extends OfPartition {
        SwapOn() {
            super(Usage.SWAP_ON);
        }
    }

    /** {@code platter device swapoff}. */
    @Command(name = "swapoff", mixinStandardHelpOptions = true, description = "Switches swap space off.")
    static final class SwapOff extends OfPartition {
        SwapOff() {
            super(Usage.SWAP_OFF);
        }
    }
}
