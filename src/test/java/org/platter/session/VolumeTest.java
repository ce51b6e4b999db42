package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.host.LoopDevice;
import org.platter.layout.Content;
import org.platter.layout.Partition;
import org.platter.tool.Kernel;

/** LVM and LUKS volumes in partitions of images. */
class VolumeTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path work;

    private Path image;

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aPhysicalVolumeIsMadeResizedMovedCopiedAndChecked(String format) throws Exception {
        image = work.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "-f", format, image.toString(), "400M");
        apply("table type=gpt", "create start=1MiB size=100MiB fs=lvm2");
        apply("resize 1 size=150MiB", "move 1 start=100MiB", "resize 1 size=50MiB", "check 1",
                "copy 1 start=200MiB", "uuid 2 value=random", "resize 2 size=60MiB", "check 2");
        Content.FileSystem first = content(0);
        Content.FileSystem second = content(1);
        assertEquals("lvm2", first.id());
        assertEquals(OptionalLong.of(50 * MIB), first.size());
        assertEquals(OptionalLong.of(60 * MIB), second.size());
        assertTrue(first.uuid().isPresent() && !first.uuid().equals(second.uuid()));
        assertEquals(List.of(), first.problems());
        Refusal refusal = assertThrows(Refusal.class, () -> apply("label 1 text=x"));
        assertTrue(refusal.getMessage().contains("vgrename"), refusal.getMessage());
    }

    /** A volume group is made as root, by LVM. */
    @Test
    void aCopyOfAVolumeGroupIsWarnedOf() throws Exception {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "100M", image.toString());
        apply("table type=gpt", "create start=1MiB size=40MiB fs=lvm2");
        assumeTrue(Kernel.letsMount(), "the kernel lets nobody mount here");
        try (LoopDevice loop = LoopDevice.attach(image,
                LoopDevice.Options.whole().part(MIB, 40 * MIB))) {
            group("things", loop.path());
        }
        assertEquals(Optional.of("things"), content(0).label());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("copy 1 start=50MiB");
            assertTrue(session.review().warnings().stream().anyMatch(text -> text.contains("“things”")
                    && text.contains("vgimportclone")), session.review().warnings().toString());
        }
    }

    /** What the others would have to be told of is refused before it is staged; a check promises nothing. */
    @Test
    void oneOfSeveralPhysicalVolumesSaysSoBeforehand() throws Exception {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "200M", image.toString());
        apply("table type=gpt", "create start=1MiB size=40MiB fs=lvm2",
                "create start=41MiB size=40MiB fs=lvm2");
        assumeTrue(Kernel.letsMount(), "the kernel lets nobody mount here");
        try (LoopDevice one = LoopDevice.attach(image, LoopDevice.Options.whole().part(MIB, 40 * MIB));
                LoopDevice other = LoopDevice.attach(image,
                        LoopDevice.Options.whole().part(41 * MIB, 40 * MIB))) {
            group("pair", one.path(), other.path());
        }
        apply("resize 2 size=60MiB");
        assertEquals(OptionalLong.of(40 * MIB), content(1).size());
        String why = "Its volume group has 2 physical volumes, which all have to be there when one of them "
                + "changes; use LVM on a machine that has them.";
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertEquals(why, session.support(session.onDisk().partitions().get(0), Action.UUID).reason());
            for (String line : List.of("uuid 1 value=random", "copy 1 start=120MiB uuid=random")) {
                Refusal refusal = assertThrows(Refusal.class, () -> session.push(line));
                assertTrue(refusal.getMessage().endsWith(". " + why), refusal.getMessage());
            }
            session.push("check 2");
            assertEquals(List.of("Checking will not let the LVM physical volume fill partition 2; it is one "
                    + "of 2 of its volume group, and pvresize lets it fill the partition where all of them "
                    + "are."), session.review().warnings());
            session.apply(event -> {}, () -> false);
            assertEquals(OptionalLong.of(40 * MIB), content(1).size());
        }
    }

    /** Makes a volume group of devices, as root, by LVM. */
    private void group(String name, Path... devices) {
        List<String> words = new ArrayList<>(List.of("env", "LVM_SYSTEM_DIR=" + work,
                "LVM_SUPPRESS_FD_WARNINGS=1", "lvm", "vgcreate", "--config", "global{locking_dir=\"" + work
                        + "\" activation=0} backup{backup=0 archive=0} devices{use_devicesfile=0 "
                        + "hints=\"none\"}"));
        for (Path device : devices) {
            words.addAll(List.of("--devices", device.toString()));
        }
        words.add(name);
        Stream.of(devices).map(Path::toString).forEach(words::add);
        Shell.run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aLuksVolumeIsMovedGrownLabelledAndCopied(String format) throws Exception {
        Path volume = work.resolve("luks");
        Path key = Files.writeString(work.resolve("key"), "secret");
        Shell.run("truncate", "-s", "32M", volume.toString());
        Shell.run("cryptsetup", "luksFormat", "-q", "--type", "luks2", "--pbkdf", "pbkdf2",
                "--pbkdf-force-iterations", "1000", volume.toString(), key.toString());
        Path raw = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "200M", raw.toString());
        Shell.attempt("label: gpt\nstart=2048, size=65536\n", "sfdisk", "-q", raw.toString());
        Shell.run("dd", "if=" + volume, "of=" + raw, "bs=1M", "seek=1", "conv=notrunc", "status=none");
        image = work.resolve("disk." + format);
        if (!format.equals("raw")) {
            Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        }
        String uuid = content(0).uuid().orElseThrow();
        apply("move 1 start=50MiB", "resize 1 size=64MiB", "label 1 text=secrets", "copy 1 start=120MiB",
                "uuid 2 value=random");
        assertEquals(OptionalLong.of(64 * MIB), content(0).size());
        assertEquals(Optional.of("secrets"), content(1).label());
        assertEquals(Optional.of(uuid), content(0).uuid());
        assertTrue(!content(1).uuid().equals(content(0).uuid()));
        Refusal refusal = assertThrows(Refusal.class, () -> apply("resize 1 size=40MiB"));
        assertTrue(refusal.getMessage().contains("only where it is open"), refusal.getMessage());
        refusal = assertThrows(Refusal.class, () -> apply("format 1 fs=luks2"));
        assertTrue(refusal.getMessage().contains("passphrase"), refusal.getMessage());
        if (!format.equals("raw")) {
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        }
        for (int start : new int[] {50, 120}) {
            Shell.run("dd", "if=" + raw, "of=" + volume, "bs=1M", "skip=" + start, "count=64", "status=none");
            Shell.run("cryptsetup", "open", "--test-passphrase", "--key-file", key.toString(),
                    volume.toString());
        }
    }

    private Content.FileSystem content(int index) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            Partition partition = session.onDisk().partitions().get(index);
            return partition.fileSystem().orElseThrow();
        }
    }

    private void apply(String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
