package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.session.image.ImageOptions;

/** Groups that LVM itself makes, on partitions of a loop device. */
final class VolumeGroupTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    private Path work;

    @Test
    void aGroupIsReadOverThePartitionsOfTheDiskWithWhatLiesInItsVolumes() throws IOException, Refusal {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can attach a loop device");
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "200M", image.toString());
        Shell.feed("label: gpt\nstart=2048, size=131072, type=lvm\nstart=133120, size=131072, type=lvm\n",
                "sfdisk", "-q", image.toString());
        Path loop = LoopDevices.attach(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        try {
            lvm(loop, "pvcreate", "--yes", loop + "p1", loop + "p2");
            lvm(loop, "vgcreate", "office", loop + "p1", loop + "p2");
            lvm(loop, "lvcreate", "-an", "-Wn", "-Zn", "-n", "striped", "-i", "2", "-L", "16M", "office");
            lvm(loop, "lvcreate", "-an", "-Wn", "-Zn", "-n", "root", "-L", "80M", "office");
        } finally {
            LoopDevices.detach(loop);
        }
        // behind 8 MiB of "striped", "root" is the first partition to its end, then a part of the second one
        Path file = work.resolve("root.ext4");
        Shell.run("truncate", "-s", "80M", file.toString());
        Shell.run("mke2fs", "-q", "-t", "ext4", "-L", "system", file.toString());
        long first = 2048 * 512 + 9 * MIB;
        long onFirst = 52 * MIB;
        Shell.copy(file, 0, image, first, onFirst);
        Shell.copy(file, onFirst, image, 133120L * 512 + 9 * MIB, 80 * MIB - onFirst);

        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            List<VolumeGroup> groups = session.volumeGroups();
            assertEquals(1, groups.size());
            VolumeGroup group = groups.get(0);
            assertEquals("office", group.name());
            assertEquals(List.of(1, 2), group.partitions());
            assertEquals(0, group.missing());
            assertEquals(120 * MIB, group.size());
            assertEquals((120 - 80 - 16) * MIB, group.free());
            assertEquals(List.of("striped", "root"),
                    group.volumes().stream().map(VolumeGroup.LogicalVolume::name).toList());
            Content root = group.volumes().get(1).content().orElseThrow();
            assertEquals(Optional.of("system"), root.label());
            assertEquals(80 * MIB, root.size().orElseThrow());
            assertTrue(group.volumes().get(0).content().isEmpty());
        }
    }

    private void lvm(Path loop, String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of("env", "LVM_SYSTEM_DIR=" + work, "lvm", command,
                "--config", "global{locking_dir=\"" + work + "\" activation=0} backup{backup=0 archive=0} "
                        + "devices{use_devicesfile=0 hints=\"none\"}",
                "--devices", loop + "p1," + loop + "p2"));
        words.addAll(List.of(arguments));
        Shell.run(words.toArray(String[]::new));
    }
}
