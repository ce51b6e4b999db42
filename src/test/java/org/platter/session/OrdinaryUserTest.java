package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.session.SeedDisk.Part;
import org.platter.session.image.ImageOptions;
import org.platter.tool.Programs;

/** The whole job needs no privilege: run by a user who may do nothing but write the image. */
final class OrdinaryUserTest {

    private static final String NOBODY = "65534";

    @TempDir
    private Path work;

    @Test
    void theMainJobNeedsNoPrivilege() throws IOException {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(63, 979902), Part.ext4(979965, 996030));
        List<String> command = new ArrayList<>();
        if (Shell.run("id", "-u").strip().equals("0")) {
            Shell.run("chmod", "755", work.toString());
            Path home = Files.createDirectory(work.resolve("home"));
            Files.move(disk.image, home.resolve("thumb.raw"));
            Shell.run("chown", "-R", NOBODY + ":" + NOBODY, home.toString());
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups",
                    "env", "-u", "XDG_RUNTIME_DIR", "HOME=" + home));
        } else {
            Files.move(disk.image, Files.createDirectory(work.resolve("home")).resolve("thumb.raw"));
        }
        Path image = work.resolve("home/thumb.raw");
        command.addAll(Platters.command("apply", image.toString(), "-e", "disk size=+2GiB", "-e",
                "move 2 start=+1024MiB align=cylinder", "-e", "resize 1 size=max align=cylinder"));
        Shell.Outcome outcome = Shell.attempt("", command.toArray(String[]::new));
        assertEquals(0, outcome.status(), outcome.output());
        assertEquals(List.of("thumb.raw"), List.of(image.getParent().toFile().list()));
        Files.move(image, disk.image);
        disk.verify();
    }

    @Test
    void whatOneMayNotReadOrWriteIsSaidInASentence() throws IOException {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed("label: dos\nstart=2048\n", "sfdisk", "-q", image.toString());
        Shell.run("chmod", "755", work.toString());
        Shell.run("chmod", "444", image.toString());
        String hash = Volume.imageHash(image);
        assertEquals(0, asNobody("info", image.toString()).status());
        Shell.Outcome refused = asNobody("apply", image.toString(), "-e", "delete 1");
        assertEquals(3, refused.status(), refused.output());
        assertTrue(refused.output().contains("read-only") && refused.output().lines().count() == 1,
                refused.output());
        Shell.run("chmod", "000", image.toString());
        Shell.Outcome closed = asNobody("info", image.toString());
        assertEquals(1, closed.status(), closed.output());
        assertTrue(closed.output().contains("permission") && closed.output().lines().count() == 1,
                closed.output());
        Shell.run("chmod", "644", image.toString());
        assertEquals(hash, Volume.imageHash(image));
    }

    @Test
    void imagesOfAnyFormatNeedNoPrivilegeEither() throws IOException {
        Shell.run("chmod", "755", work.toString());
        Path home = Files.createDirectory(work.resolve("home"));
        Files.writeString(Files.createDirectory(work.resolve("files")).resolve("note"), "hello");
        Shell.run("chmod", "777", home.toString());
        String made = home.resolve("made.qcow2").toString();
        String copy = home.resolve("copy.vdi").toString();
        for (List<String> words : List.of(
                List.of("create", "-f", "qcow2", "--folder", work.resolve("files").toString(), made, "64MiB"),
                List.of("convert", "--sparsify", "-O", "vdi", made, copy),
                List.of("compare", made, copy), List.of("resize", copy, "+16MiB"),
                List.of("snapshot", "-c", "one", made), List.of("sparsify", made), List.of("check", made))) {
            List<String> all = new ArrayList<>(words);
            all.add(0, "image");
            Shell.Outcome outcome = asNobody(all.toArray(String[]::new));
            assertEquals(0, outcome.status(), words + outcome.output());
        }
        Shell.run("qemu-img", "check", "-q", made);
        assertTrue(Shell.run("qemu-img", "info", copy).contains("80 MiB"));
        assertEquals(List.of("copy.vdi", "made.qcow2"), Stream.of(home.toFile().list()).sorted().toList());
    }

    @Test
    void whatOnlyRootMayDoWithDevicesIsSaidInTheSameWordsEverywhere() throws IOException, Refusal {
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed("label: gpt\nsize=20M\nsize=20M\n", "sfdisk", "-q", image.toString());
        Shell.run("chmod", "755", work.toString());
        Shell.run("chmod", "666", image.toString());
        refused(3, Elevation.onlyRoot("attach and detach loop devices"),
                "loop", "attach", image.toString());
        refused(3, "Only partitions of block devices can be mounted; this is an image file.",
                "device", "mount", image.toString(), "1");
        assumeTrue(Shell.run("id", "-u").strip().equals("0") && Files.exists(Path.of("/dev/loop-control")),
                "this user has no device");
        Path loop = LoopDevices.attachHere(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        try {
            Shell.run("mke2fs", "-q", "-t", "ext4", loop + "p1");
            Shell.run("mkswap", loop + "p2");
            refused(1, "You have no permission to read " + loop + ".", "info", loop.toString());
            refused(3, Elevation.onlyRoot("attach and detach loop devices"),
                    "loop", "detach", loop.toString());
            Shell.run("chmod", "644", loop.toString());
            refused(3, "The image is read-only: You have no permission to change " + loop + ".",
                    "apply", loop.toString(), "-e", "delete 1");
            refused(3, "Only root may switch swap space on and off.",
                    "device", "swapon", loop.toString(), "2");
            if (!Programs.installed().has("udisksctl")) {
                refused(3, "Only root may mount and unmount; for other users udisksctl does, which "
                        + "is not installed; install the package udisks2.", "device", "mount",
                        loop.toString(), "1");
            }
        } finally {
            Shell.run("chmod", "660", loop.toString());
            LoopDevices.detach(loop);
        }
    }

    private static void refused(int status, String sentence, String... arguments) {
        Shell.Outcome outcome = asNobody(arguments);
        assertEquals("platter: " + sentence, outcome.output().strip());
        assertEquals(status, outcome.status());
    }

    private static Shell.Outcome asNobody(String... arguments) {
        List<String> command = new ArrayList<>();
        if (Shell.run("id", "-u").strip().equals("0")) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(Platters.command(arguments));
        return Shell.attempt("", command.toArray(String[]::new));
    }
}
