package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;
import org.platter.operation.Disks;
import org.platter.operation.SetFlag;
import org.platter.operation.SetType;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.frame.FileSystemChoice;

/** Labels, names, UUIDs, types and flags, formats, tables and the disk's size. */
final class TextModelTest {

    private static DiskViewModel disk(Layout layout) throws Refusal {
        return new ScriptedDisk(layout).view();
    }

    private static Partition first(DiskViewModel disk) {
        return Disks.partition(disk.preview(), 1);
    }

    private static Layout one() {
        return Disks.dos("1GiB").primary(2048, 1024000, Disks.ext4("data", 40 << 20)).layout();
    }

    @Test
    void aLabelIsSetOrCleared() throws Refusal {
        DiskViewModel disk = disk(one());
        TextModel model = TextModel.label(disk, first(disk));
        assertFalse(model.problemBinding().get().isEmpty(), "it is the same");
        model.textProperty().set("other");
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(Optional.of("other"), first(disk).content().label());
        TextModel again = TextModel.label(disk, first(disk));
        again.textProperty().set("");
        assertEquals(Optional.empty(), again.push());
        assertTrue(first(disk).content().label().filter(text -> !text.isEmpty()).isEmpty());
    }

    @Test
    void aLabelOfTooManyCharactersIsRefusedBeforeItIsSet() throws Refusal {
        DiskViewModel disk = disk(one());
        TextModel model = TextModel.label(disk, first(disk));
        model.textProperty().set("0123456789abcdefg");
        assertTrue(model.problemBinding().get().contains("16"), model.problemBinding().get());
    }

    @Test
    void aNewUuidIsOfferedAndANonsenseOneRefused() throws Refusal {
        DiskViewModel disk = disk(one());
        TextModel model = TextModel.uuid(disk, first(disk));
        assertEquals("", model.problemBinding().get());
        assertNotEquals(model.now(), model.textProperty().get());
        model.textProperty().set("not a uuid");
        assertFalse(model.problemBinding().get().isEmpty());
    }

    @Test
    void aNameHasAtMost36Characters() throws Refusal {
        DiskViewModel disk = disk(Disks.gpt("1GiB").primary(2048, 1024000, Disks.ext4("data", 40 << 20))
                .layout());
        TextModel model = TextModel.name(disk, first(disk));
        model.textProperty().set("x".repeat(37));
        assertFalse(model.problemBinding().get().isEmpty());
        model.textProperty().set("x".repeat(36));
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(Optional.of("x".repeat(36)), first(disk).name());
    }

    @Test
    void eachChangeOfTypeAndFlagsIsOneOperation() throws Refusal {
        DiskViewModel disk = disk(one());
        TypeModel model = new TypeModel(disk, first(disk));
        assertEquals(List.of(), model.operations());
        model.flags().get("boot").set(true);
        model.typeProperty().set(model.types().stream().filter(type -> type.aliases().contains("swap"))
                .findFirst()
                .orElseThrow());
        assertEquals(List.of(new SetType(first(disk).id(), "0x82"), new SetFlag(first(disk).id(), "boot",
                true)),
                model.operations());
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(List.of("boot"), List.copyOf(first(disk).flags()));
    }

    @Test
    void aTypeIsFoundByNameWordOrCodeKnownOrNot() throws Refusal {
        DiskViewModel disk = disk(Disks.gpt("1GiB")
                .primary(2048, 409600, Disks.ext4("data", 40 << 20)).layout());
        TypeModel model = new TypeModel(disk, first(disk));
        assertEquals("Linux swap", model.matching("swap").get(0).name());
        assertEquals(List.of("ChromeOS kernel"), model.matching("chromeos-k").stream()
                .map(type -> type.name()).toList());
        String other = "01234567-89ab-4cde-8f01-23456789abcd";
        assertEquals(List.of(other), model.matching(other.toUpperCase(Locale.ROOT)).stream()
                .map(type -> type.code()).toList());
        assertEquals(List.of(), model.matching("nonsense"));
    }

    @Test
    void aBitOfAGptMeansWhatItsTypeSays() throws Refusal {
        DiskViewModel disk = disk(Disks.gpt("1GiB")
                .primary(2048, 409600, Disks.ext4("data", 40 << 20)).layout());
        TypeModel model = new TypeModel(disk, first(disk));
        assertEquals(19, model.flags().size());
        model.typeProperty().set(model.matching("msdata").get(0));
        assertEquals(Optional.of("flag.meaning.no-drive-letter"), model.meaning("bit63"));
        assertEquals(Optional.empty(), model.meaning("bit59"));
        model.typeProperty().set(model.matching("root-x86-64").get(0));
        assertEquals(Optional.of("flag.meaning.no-auto"), model.meaning("bit63"));
        assertEquals(Optional.of("flag.meaning.grow"), model.meaning("bit59"));
        model.flags().get("bit59").set(true);
        assertEquals(Optional.empty(), model.push());
        assertEquals(Set.of("bit59"), first(disk).flags());
        model.flags().keySet().forEach(
                flag -> model.meaning(flag).ifPresent(key -> assertTrue(Texts.find(key).isPresent(), key)));
    }

    @Test
    void aFormatWarnsOfWhatIsLost() throws Refusal {
        DiskViewModel disk = disk(one());
        FormatModel model = new FormatModel(disk, first(disk));
        assertTrue(model.warning().contains("40 MiB"), model.warning());
        assertEquals("data", model.labelProperty().get(), "the label is kept where it can be");
        model.fileSystemProperty().set(FileSystemChoice.none());
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(Optional.empty(), first(disk).content().type());
    }

    @Test
    void aNewTableSaysHowManyPartitionsAreLost() throws Refusal {
        DiskViewModel disk = disk(one());
        NewTableDialog.Model model = new NewTableDialog.Model(disk);
        assertEquals(TableType.DOS, model.typeProperty().get());
        assertFalse(model.warning().isEmpty());
        model.typeProperty().set(TableType.GPT);
        assertEquals(Optional.empty(), model.push());
        assertEquals(TableType.GPT, disk.preview().table().type());
        assertEquals("", new NewTableDialog.Model(disk).warning());
    }

    @Test
    void aDiskBeyondTheReachOfADosTableGetsAGpt() throws Refusal {
        assertEquals(TableType.GPT, new NewTableDialog.Model(disk(Disks.dos("3TiB").layout())).typeProperty()
                .get());
    }

    @Test
    void theImageGrowsAndCannotShrinkBelowItsPartitions() throws Refusal {
        DiskViewModel disk = disk(one());
        ResizeDiskDialog.Model model = new ResizeDiskDialog.Model(disk);
        assertFalse(model.problemBinding().get().isEmpty(), "nothing changed yet");
        model.ask(100 << 20);
        assertFalse(model.problemBinding().get().isEmpty(), "the partition is in the way");
        model.ask(1L << 30);
        model.add(2L << 30);
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.push());
        assertEquals(3L << 30, disk.preview().diskSize());
    }
}
