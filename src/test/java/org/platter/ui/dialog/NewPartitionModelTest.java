package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Support;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.operation.Disks;
import org.platter.operation.Paste;
import org.platter.operation.Script;
import org.platter.ui.CopySource;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FreeSpace;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.frame.FileSystemChoice;

final class NewPartitionModelTest {

    private static NewPartitionModel of(DiskViewModel disk) {
        List<ByteRange> gaps = FreeSpace.of(disk.preview());
        return new NewPartitionModel(disk, gaps.get(gaps.size() - 1));
    }

    @Test
    void itBeginsWithAllOfTheGap() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.dos("10GiB").layout()).view();
        NewPartitionModel model = of(disk);
        assertEquals("", model.problemBinding().get());
        assertEquals(new ByteRange(2048 * 512L, 20971520 * 512L), model.space().range());
        assertEquals(List.of(Role.PRIMARY, Role.EXTENDED), model.roles());
        assertEquals(Optional.empty(), model.push());
        assertEquals("ext4", Disks.partition(disk.preview(), 1).content().type().orElseThrow());
    }

    @Test
    void aHundredMiBAfterOneOfFreeSpace() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.gpt("10GiB").layout()).view();
        NewPartitionModel model = of(disk);
        model.space().askSize(100 * ByteSize.MIB);
        model.labelProperty().set("data");
        model.nameProperty().set("My data");
        assertEquals(Optional.empty(), model.push());
        Partition made = Disks.partition(disk.preview(), 1);
        assertEquals(new ByteRange(2048 * 512L, 206848 * 512L), made.range());
        assertEquals(Optional.of("data"), made.content().label());
        assertEquals(Optional.of("My data"), made.name());
    }

    @Test
    void aLabelThatIsTooLongIsSaidWhileItIsTyped() throws Refusal {
        NewPartitionModel model = of(new ScriptedDisk(Disks.dos("10GiB").layout()).view());
        model.labelProperty().set("a label of far more than sixteen characters");
        assertFalse(model.problemBinding().get().isEmpty());
        model.labelProperty().set("short");
        assertEquals("", model.problemBinding().get());
    }

    @Test
    void aSizeThatWasRefusedIsAskedAgainWhenAnotherFileSystemIsChosen() throws Refusal {
        NewPartitionModel model = of(new ScriptedDisk(Disks.dos("10GiB").layout()).view());
        model.fileSystemProperty().set(choice(model, "xfs"));
        model.space().askSize(100 * ByteSize.MIB);
        assertTrue(model.problemBinding().get().contains("300 MiB"), model.problemBinding().get());
        model.fileSystemProperty().set(choice(model, "ext4"));
        assertEquals("", model.problemBinding().get());
        assertEquals(100 * ByteSize.MIB, model.space().size());
        model.space().reject("This is no size.");
        assertEquals("This is no size.", model.problemBinding().get());
        model.space().askSize(200 * ByteSize.MIB);
        assertEquals("", model.problemBinding().get());
    }

    @Test
    void whatIsSaidOfAPassphraseIsSaidOfLuksOnly() throws Refusal {
        NewPartitionModel model = of(new ScriptedDisk(Disks.dos("10GiB").layout()).view());
        model.fileSystemProperty().set(choice(model, "luks2"));
        assertFalse(model.hint().isEmpty());
        model.roleProperty().set(Role.EXTENDED);
        assertEquals("", model.hint());
        model.roleProperty().set(Role.PRIMARY);
        model.fileSystemProperty().set(choice(model, "ext4"));
        assertEquals("", model.hint());
    }

    private static FileSystemChoice choice(NewPartitionModel model, String id) {
        return model.choices().stream().filter(choice -> choice.type()
                .filter(type -> type.id().equals(id)).isPresent()).findFirst().orElseThrow();
    }

    @Test
    void aMissingProgramIsNamed() throws Refusal {
        ScriptedDisk disk = new ScriptedDisk(Disks.dos("10GiB").layout());
        disk.support = new Support.MissingTool("mke2fs", "e2fsprogs");
        NewPartitionModel model = of(disk.view());
        assertEquals(FileSystemChoice.none(), model.fileSystemProperty().get(), "nothing else can be made");
        model.fileSystemProperty().set(model.choices().get(0));
        assertTrue(model.problemBinding().get().contains("e2fsprogs"), model.problemBinding().get());
    }

    @Test
    void insideOfAnExtendedPartitionThereAreOnlyLogicalOnes() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.dos("4GiB").extended(2048, 8386560).layout()).view();
        NewPartitionModel model = of(disk);
        assertEquals(List.of(Role.LOGICAL), model.roles());
        assertEquals(Optional.empty(), model.push());
        assertEquals(Role.LOGICAL, Disks.partition(disk.preview(), 5).role());
    }

    @Test
    void anExtendedPartitionHasNoFileSystem() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.dos("4GiB").layout()).view();
        NewPartitionModel model = of(disk);
        model.roleProperty().set(Role.EXTENDED);
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(Role.EXTENDED, disk.preview().partitions().get(0).role());
    }

    /** What the fields show is what is made. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatTheFieldsShowIsMade(long seed) throws Refusal {
        Random random = new Random(seed);
        Layout[] layouts = {Disks.dos("10GiB").primary(63, 204800, Disks.ext4("old", 1 << 20)).layout(),
            Disks.gpt("3GiB").primary(2048, 204803, Disks.ext4("odd", 1 << 20)).layout(),
            Disks.gpt("3GiB", 4096).layout(), Disks.dos("4GiB").extended(63, 8388545).layout()};
        for (Layout layout : layouts) {
            DiskViewModel disk = new ScriptedDisk(layout).view();
            NewPartitionModel model = of(disk);
            for (int i = 0; i < 40; i++) {
                ResizeMoveModelTest.play(model.space(), random);
                if (model.problemBinding().get().isEmpty()) {
                    Layout after = disk.pending().tried(model.operation());
                    assertTrue(after.partitions().stream()
                            .anyMatch(p -> p.range().equals(model.space().range())),
                            "seed " + seed + ": " + model.operation().line(layout) + " for " + model.space()
                                    .range());
                }
            }
        }
    }

    @Test
    void aCopyIsNeverSmallerThanItsOriginal() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(),
                "disk size=+2GiB").view();
        Partition source = Disks.partition(disk.preview(), 1);
        List<ByteRange> gaps = FreeSpace.of(disk.preview());
        CopyModel model = new CopyModel(disk, CopySource.here(source), gaps.get(gaps.size() - 1));
        assertEquals("", model.problemBinding().get());
        assertEquals(source.range().length(), model.space().range().length());
        assertEquals(0, model.space().range().start() % ByteSize.MIB);
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            ResizeMoveModelTest.play(model.space(), random);
            assertTrue(model.space().range().length() >= source.range().length(), "seed 11, step " + i);
        }
        model.space().askSize(1024 * ByteSize.MIB);
        assertEquals(Optional.empty(), model.push());
        assertEquals(model.space().range(), Disks.partition(disk.preview(), 3).range());
    }

    @Test
    void aCopyMayReplaceAPartitionAndHasToWhereTheTableIsFull() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(),
                "disk size=+2GiB\ncreate size=10MiB\nflag 1 boot=on").view();
        Partition source = Disks.partition(disk.preview(), 1);
        ByteRange gap = FreeSpace.of(disk.preview()).get(FreeSpace.of(disk.preview()).size() - 1);
        CopyModel free = new CopyModel(disk, CopySource.here(source), gap);
        assertEquals(List.of(0, 1, 2, 3), free.replaceable().stream()
                .map(it -> it.map(Partition::number).orElse(0)).toList());
        assertTrue(free.newUuidProperty().get());
        free.replacedProperty().set(free.replaceable().get(1));
        assertFalse(free.newUuidProperty().get());
        assertEquals("copy 1 start=" + free.space().range().start() / 512 + "s align=mib replace=1",
                free.operation().line(disk.preview()).replaceFirst("start=\\S+", "start="
                        + free.space().range().start() / 512 + "s"));
        CopyModel other = new CopyModel(disk,
                new CopySource(source, Optional.of(new CopySource.Other("/other.raw",
                        "other.raw", Paste.Original.of(disk.preview(), source), false))),
                gap);
        assertEquals(4, other.replaceable().size());
        other.replacedProperty().set(other.replaceable().get(2));
        String line = other.operation().line(disk.preview());
        assertTrue(line.startsWith("paste from=/other.raw partition=1 ") && line.endsWith(" replace=2"),
                line);
        assertEquals(Optional.empty(), disk.pending().push(Script.parse("create size=10MiB",
                disk.preview())));
        ByteRange rest = FreeSpace.of(disk.preview()).get(FreeSpace.of(disk.preview()).size() - 1);
        CopyModel full = new CopyModel(disk, CopySource.here(source), rest);
        assertEquals(List.of(1, 2, 3, 4),
                full.replaceable().stream().map(it -> it.orElseThrow().number()).toList());
        assertEquals("", full.problemBinding().get());
        assertEquals(Optional.empty(), full.push());
        assertEquals(full.space().range(), Disks.partition(disk.preview(), 1).range());
        assertEquals(Set.of("boot"), Disks.partition(disk.preview(), 1).flags());
    }
}
