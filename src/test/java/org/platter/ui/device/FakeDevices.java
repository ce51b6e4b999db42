package org.platter.ui.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.session.BlockDevices.Device;
import org.platter.session.LoopDevices.Loop;
import org.platter.session.LoopDevices.Wish;
import org.platter.session.image.ImageOptions;

/** Devices that are not there. */
public final class FakeDevices implements Devices {

    public final List<Device> disks = new CopyOnWriteArrayList<>();
    public final List<Loop> loops = new CopyOnWriteArrayList<>();
    public volatile Optional<String> broken = Optional.empty();
    public volatile int lists;
    final List<Wish> wishes = new CopyOnWriteArrayList<>();

    /** Adds a disk of a size in GiB. */
    public FakeDevices disk(String node, String kind, String model, String serial, long size,
            String... uses) {
        disks.add(new Device(Path.of("/dev", node), size * ByteSize.GIB, model, serial, kind,
                kind.equals("optical"), kind.equals("optical") || model.contains("USB"), Optional.empty(),
                512, 4096, List.of(uses)));
        return this;
    }

    /** Adds a loop device that shows a file of 3 GiB. */
    public FakeDevices loop(int number, String file, boolean readOnly, String... uses) {
        Path node = Path.of("/dev/loop" + number);
        disks.add(new Device(node, 3 * ByteSize.GIB, "", "", "loop", readOnly, false,
                Optional.of(Path.of(file)), 512, 512, List.of(uses)));
        loops.add(new Loop(node, Path.of(file), 0, 0, readOnly, false));
        return this;
    }

    @Override
    public List<Device> list(boolean all) throws IOException {
        lists++;
        if (broken.isPresent()) {
            throw new IOException(broken.get());
        }
        List<Device> found = new ArrayList<>(disks);
        found.removeIf(disk -> !all && disk.file().filter(file -> file.toString().endsWith(".snap"))
                .isPresent());
        return found;
    }

    @Override
    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public Path attach(Path image, ImageOptions options, Wish wish) throws Refusal {
        wishes.add(wish);
        if (broken.isPresent()) {
            throw new Refusal(broken.get());
        }
        loop(loops.size(), image.toString(), wish.readOnly());
        return loops.get(loops.size() - 1).path();
    }

    @Override
    public List<Path> detach(Path node) {
        loops.removeIf(loop -> loop.path().equals(node));
        disks.removeIf(disk -> disk.path().equals(node));
        return List.of(node);
    }
}
