package org.platter.ui.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.Repair;
import org.platter.ui.Address;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.apply.JobOutcome;
import org.platter.ui.apply.ScriptedDisk;

/** What the dialogs of the jobs ask for, and what they make of the answer. */
final class ImageModelsTest {

    @TempDir
    Path folder;

    private final FakeJobs jobs = new FakeJobs();

    private DiskViewModel overlay(String backing) throws Refusal {
        ScriptedDisk disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout());
        disk.path = folder.resolve("overlay.qcow2");
        disk.format = "qcow2";
        disk.facts = Optional.of(FakeJobs.facts(disk.path.toString(), "qcow2", ByteSize.GIB, ByteSize.MIB,
                Optional.ofNullable(backing), List.of(), List.of()));
        return disk.view();
    }

    @Test
    void aConversionIsWhatWasTicked() throws Exception {
        Path source = Files.writeString(folder.resolve("a.raw"), "x");
        ConvertModel model = new ConvertModel(jobs, new Answers(), false);
        assertFalse(model.problemBinding().get().isEmpty());
        model.source().set(source);
        model.target().file().set(source);
        assertTrue(model.problemBinding().get().contains("cannot be the target; give the new image another "
                + "name."),
                model.problemBinding().get());
        model.target().file().set(folder.resolve("b.qcow2"));
        assertEquals("", model.problemBinding().get());
        model.compressProperty().set(true);
        model.salvageProperty().set(true);
        model.snapshotProperty().set(Optional.of(FakeJobs.taken(1).get(0)));
        JobOutcome outcome = model.run(source, folder.resolve("b.qcow2"), model.conversion(), event -> {},
                () -> false);
        assertEquals(List.of("convert a.raw b.qcow2 qcow2 compress salvage 1"), jobs.calls);
        assertEquals(Optional.of(folder.resolve("b.qcow2")), outcome.made());
        model.target().formatProperty().set(ImageFormats.find("vdi").orElseThrow());
        assertFalse(model.conversion().compress(), "VDI has none");
        model.source().set(folder.resolve("other"));
        assertEquals(Optional.empty(), model.snapshotProperty().get(), "it was one of the first image");
    }

    @Test
    void aCloneTakesOnlyWhatIsInUseUnlessSaidOtherwise() {
        assertTrue(new ConvertModel(jobs, new Answers(), true).conversion().sparsify());
        assertFalse(new ConvertModel(jobs, new Answers(), false).conversion().sparsify());
    }

    @Test
    void differentDisksAreNoSuccess() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "x");
        CompareModel model = new CompareModel(jobs, new Answers());
        model.one().set(one);
        model.other().set(one);
        assertTrue(model.problemBinding().get().contains("same"), model.problemBinding().get());
        assertTrue(model.run(one, one, true, event -> {}, () -> false).isGood());
        jobs.equal = false;
        assertFalse(model.run(one, one, false, event -> {}, () -> false).isGood());
        assertEquals(List.of("compare one one strict", "compare one one"), jobs.calls);
    }

    @Test
    void onlyWhatWasFoundIsOfferedForRepair() throws Exception {
        CheckModel model = new CheckModel(jobs, overlay(null));
        assertEquals(Repair.NONE, model.mendable());
        jobs.check = found(3, 0);
        assertFalse(model.run(Repair.NONE, event -> {}, () -> false).isGood());
        assertEquals(Repair.LEAKS, model.mendable());
        jobs.check = found(3, 1);
        assertEquals("One place is broken, and 3 clusters are leaked.",
                model.run(Repair.NONE, event -> {}, () -> false).sentence());
        assertEquals(Repair.ALL, model.mendable());
        JobOutcome mended = model.run(Repair.ALL, event -> {}, () -> false);
        assertTrue(mended.isGood());
        assertTrue(mended.sentence().startsWith("Put right: one place, 3 leaked clusters."),
                mended.sentence());
        assertEquals(Repair.NONE, model.mendable());
    }

    private static CheckFacts found(long leaks, long corruptions) {
        return new CheckFacts("qcow2", leaks, corruptions, List.of(), OptionalLong.empty(),
                OptionalLong.empty(), OptionalLong.empty(), 0, 0);
    }

    @Test
    void aRebaseOffersWhatIsThereAndWantsSomethingElse() throws Exception {
        RebaseModel model = new RebaseModel(jobs, overlay("base.raw"));
        assertEquals("base.raw", model.backing().textProperty().get());
        assertEquals("raw", model.formatProperty().get().name());
        assertFalse(model.problemBinding().get().isEmpty(), "nothing was changed yet");
        model.backing().textProperty().set("other.qcow2");
        assertEquals("qcow2", model.formatProperty().get().name());
        assertTrue(model.problemBinding().get().contains("no file"), model.problemBinding().get());
        model.nameOnlyProperty().set(true);
        assertEquals("", model.problemBinding().get(), "only the name is changed");
        model.nameOnlyProperty().set(false);
        Files.writeString(folder.resolve("other.qcow2"), "x");
        model.backing().textProperty().set("./other.qcow2");
        assertEquals("", model.problemBinding().get(), "beside the image");
        assertEquals(Optional.of(Path.of("./other.qcow2")), model.wanted());
        model.standsAloneProperty().set(true);
        assertEquals("", model.problemBinding().get());
        assertEquals(Optional.empty(), model.wanted());
    }

    @Test
    void whatIsPendingLeavesOnlyANewImageToBeCompacted() throws Exception {
        DiskViewModel disk = overlay(null);
        assertTrue(new CompactModel(jobs, disk).inPlaceProperty().get());
        disk.pending().append("delete 1");
        CompactModel model = new CompactModel(jobs, disk);
        assertFalse(model.inPlaceProperty().get());
        assertTrue(model.inPlaceRefusal().orElseThrow().contains("pending"));
        model.into().set(folder.resolve("small.qcow2"));
        assertEquals("", model.problemBinding().get());
        assertEquals(1, model.run(model.into().path(), event -> {}, () -> false).remarks().size());
        assertEquals(List.of("sparsify small.qcow2"), jobs.calls);
    }

    @Test
    void answersAreOfOneImageAndAllowedFilesOfAll() {
        Path one = Path.of("/images/one");
        Answers answers = new Answers().with(one, ImageOptions.usual().withPassphrase(Optional.of("old")));
        answers.setFormat(one, "raw");
        answers.allow(List.of(Path.of("/base")));
        answers.allow(List.of(Path.of("/deeper")));
        assertEquals(Optional.of("raw"), answers.of(Path.of("/images/./one")).format());
        assertEquals(Optional.empty(), answers.of(Path.of("/images/two")).format());
        assertEquals(Set.of(Path.of("/base"), Path.of("/deeper")), answers.of(Path.of("/any")).allowed());
        answers.setPassphrase(one, "new");
        assertEquals(Optional.of("new"), answers.of(one).passphrase());
    }

    @Test
    void addressesKeepTheirSlashes() {
        for (String text : List.of("nbd://host/export", "nbd://host:10809/a/b",
                "nbd+unix:///export?socket=/run/x.sock")) {
            assertTrue(Address.is(text), text);
            assertEquals(text, Address.text(Path.of(text)));
        }
        assertFalse(Address.is("/images/nbd"));
        assertFalse(Address.is("http://host/export"));
    }
}
