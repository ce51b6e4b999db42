package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
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
        if (!Kernel.letsMount()) {
            return;
        }
        try (LoopDevice loop = LoopDevice.attach(image,
                LoopDevice.Options.whole().part(MIB, 40 * MIB))) {
            Shell.run("env", "LVM_SYSTEM_DIR=" + work, "LVM_SUPPRESS_FD_WARNINGS=1", "lvm", "vgcreate",
                    "--config", "global{locking_dir=\"" + work + "\" activation=0} backup{backup=0 "
                            + "archive=0} "
                    + "devices{use_devicesfile=0 hints=\"none\"}", "--devices", loop.path().toString(),
                    "things", loop.path().toString());
        }
        assertEquals(Optional.of("things"), content(0).label());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("copy 1 start=50MiB");
            assertTrue(session.review().warnings().stream().anyMatch(text -> text.contains("“things”")
                    && text.contains("vgimportclone")), session.review().warnings().toString());
        }
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
