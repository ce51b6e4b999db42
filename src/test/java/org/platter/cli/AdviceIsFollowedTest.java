package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.Sentences;
import org.platter.Sentences.Sentence;

/**
 * Every sentence that advises something, of the product and of its window, is said and followed in a test,
 * which is named here and contains a piece of it; the few that no test can follow stand here with the cause.
 * Those of package {@code operation} have a test of their own.
 */
final class AdviceIsFollowedTest {

    /** Why no test follows a piece of advice. */
    private enum Cause {
        /** It is for the system inside of the image, which no test has. */
        GUEST,
        /** It is for Windows. */
        WINDOWS,
        /** It is for a program, a server or a kernel that tests cannot have. */
        OTHER_PROGRAM,
        /** It needs gigabytes, or many thousand steps. */
        SIZE,
        /** Another check speaks first; should that one fail, this one does not. */
        GUARD,
        /** It is a text of --help, of which NamedInSentencesTest parses each command. */
        HELP,
        /** It only looks like advice. */
        NONE
    }

    private static final Path TESTS = Path.of(System.getProperty("basedir", "."), "src/test/java");
    private static final Pattern ADVICE = Pattern.compile("[;:.,] (or )?(then )?(add|ask|check|choose|close|"
            + "connect|convert|copy|create|delete|detach|end|format|give|install|keep|leave|let|make|mark|"
            + "mount|move|name|open|put|read|remove|rename|resume|run|say|see|set|start|stop|take|tick|try|"
            + "unmount|use|wait|write)\\b|(?i: first\\.)|“platter |add --");

    /** A piece of the sentence, and the test. */
    private static final Map<String, String> FOLLOWED = new HashMap<>();
    private static final Map<Cause, List<String>> OUTSIDE = new EnumMap<>(Cause.class);

    private static void in(String test, String... pieces) {
        for (String piece : pieces) {
            FOLLOWED.put(piece, test);
        }
    }

    static {
        in("AdviceOnImagesTest.whatNothingRepairsIsConvertedWhileItCanBeRead", " makes a sound one of it",
                "; convert this one to another format while it can be read.",
                "; nothing can repair them, and “platter image convert --salvage” saves what can be read.");
        in("FullHostTest.anImageWhoseHeaderCountsTooFewBlocksIsOnlyRead",
                "“platter image convert” makes a sound one");
        in("AdviceOnImagesTest.whatCannotBeChangedInPlaceIsConverted",
                "which cannot be changed in place; convert it",
                "so that it can only be read; convert it", "convert it to raw first (“platter image "
                        + "convert”)");
        in("AdviceOnImagesTest.whatTheTablesOfAQcow2HaveNoRoomForHasItInAnother", "; choose larger ones.",
                "convert it to an image with larger clusters.",
                "convert it to an image with wider refcounts.",
                "” is not a size; write 512MiB, 1.5GB or a number of bytes.");
        in("AdviceOnImagesTest.countsThatAreWrongAreRepaired", "run “platter image check --repair all”");
        in("AdviceOnImagesTest.theFlagThatQemuMissesIsSet", "“qemu-img check” misses a flag");
        in("AdviceOnImagesTest.anImageThatIsOpenElsewhereIsChangedOnceItIsClosed", "; close it there");
        in("AdviceOnImagesTest.aFileThatIsInTheWayIsLeftByAnotherName",
                " is there already; name another file.",
                " is no file that could be replaced; take another name.", "; write the name alone.",
                " is there already; take another name");
        in("AdviceOnImagesTest.anExportIsNamed", "disk without a name; name the export");
        in("AdviceOnImagesTest.aCommandWithoutItsVerbSaysWhichThereAre", "Which of list, mount, unmount",
                "Which of attach, detach and list?", "enable, disable and merge.");
        in("AdviceOnImagesTest.aFileSystemThatIsDamagedIsCheckedOrMadeAnewAsAdvised",
                "; copy its files elsewhere and format it.");
        in("HalfChangedTest.underWhateverNameNothingButItsRecoveryChangesIt",
                "The image is half changed; resume to "
                        + "finish it.",
                "was interrupted before it was complete; resume it to finish it.");
        in("HalfChangedTest.aCopyIsKnownWhileTheOriginalWaitsAndAfterwards", "copy the image again",
                "; to take it as it is run “platter recover --give-up");
        in("HalfChangedTest.theOnlyCopyThatIsLeftIsRecoveredUnderTheNameOfTheOriginal",
                "; if only the copy is left, give it the name of the original and recover that");
        in("HalfChangedTest.aChangeIsGivenUpOnceItsJournalIsAway",
                "has an interrupted commit; run “platter recover ",
                ", or move the journal away first.");
        in("HalfChangedTest.anImageIsTakenAsItIsOnceItsDamagedJournalIsAway",
                ", move that folder away, run “platter recover --give-up”, and look for losses.");
        in("LoopSessionTest.anInterruptedMoveWaitsForWhoUsesItsPartition", "goes on in it; end that first.");
        in("LoopSessionTest.aMountedPartitionStaysAndTheOthersChange", ") and has to stay as it is; ");
        in("LoopSessionTest.aDiskThatIsNotAsItsInterruptedMoveLeftItSaysSoAndHowToGoOn",
                ". Resume the change with the right one in place; to give it up, delete its journal, the "
                        + "folder ");
        in("LookTest.whyItCannotBeChangedIsKnownAtOnce", "; open that device, or detach it to change the "
                + "image here.");
        in("ReplacedImageTest.anImageThatIsMountedOnItsOwnAndWouldHaveToBeReplacedIsLeftAsItIs",
                "; unmount it, or use the name that it has elsewhere.");
        in("TableReadingsTest.aLabelOfAnotherSystemIsNamedAndKept",
                "Should another table count, say so (--table ");
        in("TableReadingsTest.anMbrForLargerSectorsIsToldByWhereItsPartitionsBegin",
                "Open it with --sector-size ");
        in("EngineRightsTest.anEngineIsStartedForDevicesOnlyThatNobodyElseCanExchange",
                "; name the device by its node in ");
        in("EngineRightsTest.aSessionStaysWithTheDeviceThatItOpenedFirst",
                " is not the device that was opened; open it again.");
        in("DeviceUseTest.whatCannotBeUsedSaysWhy", "The partition is not on the disk yet; apply first.",
                "; apply it or undo it first.");
        in("DeviceUseTest.aBusyMountNamesWhoUsesIt", "; close them first.");
        in("ServiceWordsTest.whatIsInTheWayOfAnUnmountIsToldWithThePlace",
                " while programs of other users have its files open; close them first.");
        in("BlockDeviceFileTest.theLockOfADiskWaitsForThoseThatLookAtItAndFailsForThoseThatKeepIt",
                "; try again when it has ended.");
        in("DeviceSizeTest.aLoopDeviceDoesNotShrink", ", change the size of the file by “platter image "
                + "resize”");
        in("CutDiskTest.aFileSystemThatEndsBehindItsPartitionIsWholeOnceThatIsAsLargeAsItWas",
                "make the partition as large as it was");
        in("FileNamesTest.whereTheLocaleHasNoSuchNameASentenceSaysWhatToDo", "Set LC_ALL to C.UTF-8");
        in("NativesTest.whereALibraryCannotBeUnpackedASentenceSaysSo", "library that Platter needs");
        in("ProgramRunnerTest.aMissingProgramNamesItsPackage", "install the package ");
        in("ElevationTest.whyNothingWasDoneIsToldBySentences", "install Platter by packaging/install.");
        in("UserFoldersTest.aFolderThatCannotBeMadeIsNamedAndAnotherOneIsTaken",
                "set XDG_STATE_HOME to a folder of yours.");
        in("GrowTest.whereNothingCanBeGainedASentenceSaysSo", "; say by how much the disk is to grow");
        in("MountedResizeTest.oneThatIsMountedToBeResizedKeepsItsFiles", "run Platter as root");
        in("Qcow2CrashTest.aDiskThatFailsWhenTheHeaderIsToBeDurableLeavesTheImageOldOrNew",
                "open it again to see");
        in("RemoteSessionTest.anEngineServesBlockDevicesOnlyAndSaysWhatIsWrong",
                "; open the device again to see what became of it.");
        in("MisreadStatesTest.aBtrfsWithALogIsLabelledOnceItWasMounted", "; mount and unmount it first.");
        in("MisreadStatesTest.swapSpaceOfVersion0IsFormattedAnew", "; format it again.");
        in("MountedResizeTest.anXfsThatWasNotUnmountedIsMendedByTheCheck",
                "; mount and unmount it, or check it");
        in("CommitTest.aCommitThatFailsIsResumedWhenTheReasonIsPutRight",
                "The image is half changed; resume when this is put right.");
        in("AdviceOnSessionsTest.aDiskThatAnotherProgramChangesIsReadAgain", " Read it again first.");
        in("AdviceOnSessionsTest.aCopyOfWhatHasChangedMeanwhileIsAskedForAgain",
                " is not what it was when the copy was asked for; ask again.");
        in("AdviceOnSessionsTest.anExtendedPartitionIsChangedOnceWhatIsInItIsUnmounted",
                "The extended partition holds partition ");
        in("AdviceOnSessionsTest.foldersThatAreInTheWayOfAMountAreRemovedAsAdvised",
                "; remove those that are empty.",
                " is not root's alone, and what is mounted in it could be put elsewhere; remove it ");
        in("AdviceOnImagesTest.anImageInAFolderThatCannotBeWrittenToIsMoved",
                "; make that folder writable, or move the "
                        + "image.");
        in("DiskViewModelTest.whatIsPlannedIsPastedElsewhereOnceItIsApplied",
                " is not on that disk yet; apply there first.");
        in("ApplyModelTest.whatLooksUsefulIsDestroyedOnceTheBoxIsTicked", "tick the box below it.");
        in("ImagesInWindowTest.whatAChangeKeptCanBeGoneBackTo", "Select a snapshot first.",
                "Select a bitmap first.");
        in("SizeTextTest.whatASentenceSaysToWriteIsASize", " is not a size; write a number of MiB, or 1.5 "
                + "GiB");
        in("SnapshotsModelTest.whatIsPendingStandsInTheWay", "Apply or clear the pending operations first.");
        in("SnapshotsModelTest.actionsThatTheFormatCannotDoSayWhy",
                "images keep no snapshots; convert it to qcow2 to have them.",
                "images have no dirty bitmaps; convert it to qcow2 to have them.",
                "images cannot be based on another one; convert it to qcow2 to have that.");
        in("NewImageModelTest.anImageOnABackingFileIsAsLargeAsThatUnlessSaidOtherwise",
                "images cannot be based on another one; choose qcow2.");
        in("ImageModelsTest.aConversionIsWhatWasTicked", "cannot be the target; give the new image another "
                + "name.");
        in("ApplyModelTest.stoppingACommitIsAskedForFirstAndCanBeResumed",
                "is: resume now, or when it is opened again.");
        in("DevicesModelTest.theListComesInTheBackgroundAndItsFirstDiskIsSelected", "Select a disk first.");
        in("LoopsModelTest.whatIsPendingIsNotLost", " first, or attach it read-only: attached, it is ");
        in("LoopsModelTest.whatADialogSaysToDoFirstIsTheWay", "to raw first.", "Select a loop device first.",
                "Apply or clear what is pending on ");
        in("DiskViewModelTest.actionsFollowWhatIsSelected", "Select a partition first.",
                "Select free space first.",
                "Copy a partition first.");
        in("DiskViewModelTest.whatStandsInTheWayIsTakenAwayAsAdvised",
                "This disk has no partition table; make one first (Disk, New partition table).",
                "Something is pending on this partition; apply or clear that first.",
                "A commit to this disk was interrupted; resume it first.");
        in("ActionsTest.withoutADiskAllActionsOnDisksSaySo", "Open a disk first.");
        in("TabsInWindowTest.filesAreShownUntilThatIsStoppedAndNothingIsAppliedMeanwhile",
                "; stop that first.");

        OUTSIDE.put(Cause.GUEST, List.of("in the guest.", "of the system that made it.",
                "; change it with the system that made it.", "; mount it once where both are there.",
                "; mount it where it can be written to, and unmount it", "; mount it where that ",
                "; start and shut it down before you change the disk.", "rename that with vgrename.",
                "; use LVM on a machine that has them.", "; move it by pvmove.",
                "run “vgimportclone” on the copy",
                "; copy what is in it into a smaller one.", "; check what is in it where it is open.",
                "or see “btrfs check” in its manual", "open it with cryptsetup to put a file system into "
                        + "it."));
        OUTSIDE.put(Cause.WINDOWS, List.of("let Windows check it", "; start it and shut it down fully",
                "; start it, let it check the disk", "; start it, run “chkdsk /f”"));
        OUTSIDE.put(Cause.OTHER_PROGRAM, List.of("convert it to raw by ", "; restore it by ",
                "let VirtualBox clone it", "; mount it, which mends it by its copy, and try again.",
                "; mount it with “checkpoint=enable” first.", "; use the system that made it, or a newer ",
                "or compress by zstd.", "; run it again", "; try again.",
                "The kernel does not take partition ", "There is no display to open a window on",
                "; start Platter as root to look into it.", "; start Platter as root to copy from it"));
        OUTSIDE.put(Cause.SIZE, List.of("; apply some of them first.",
                " has no room for more bitmaps; remove some",
                "; delete some first.", "; convert it to one with larger clusters."));
        OUTSIDE.put(Cause.GUARD, List.of("An interrupted commit of this image has to be resumed first.",
                ", which cannot move; format it again in the new size", "; format it again for more",
                "; copy it to a file, and open that.", "let that end, or close it there",
                "report the fault with what it prints"));
        OUTSIDE.put(Cause.HELP, List.of("  move 2 start=", "  resize 1 size=max", "  paste from=other",
                "See “platter image COMMAND", "Named as in “platter image", "; --plan shows them.",
                "create -f FORMAT -o help",
                "on the new disk, as in", "what is on its disk see", "see “platter apply” to resize",
                "is the matter of “platter", "take a snapshot of it before.",
                "waiting for “platter recover”"));
        OUTSIDE.put(Cause.NONE, List.of(", read-only", "Re-point ", "or open in another program",
                "disable or merge.", "keys.cancel", "keys.open", "which-format.why"));
    }

    @Test
    void everySentenceOfAdviceIsFollowed() throws IOException {
        List<String> byCommand = Sentences
                .of(Path.of("src/test/java/org/platter/cli/AdviceByCommandTest.java"))
                .stream().map(Sentence::text).filter(text -> text.length() > 9).toList();
        List<Sentence> all = new ArrayList<>(Sentences.ofPackage(""));
        all.addAll(Sentences.ofWindow());
        List<String> left = new ArrayList<>();
        for (Sentence one : all) {
            boolean isFollowed = Stream.of(byCommand, FOLLOWED.keySet(),
                    OUTSIDE.values().stream().flatMap(List::stream).toList())
                    .anyMatch(pieces -> pieces.stream().anyMatch(piece -> isPiece(piece, one)));
            if (ADVICE.matcher(one.text()).find() && !one.place().startsWith("operation") && !isFollowed) {
                left.add(one.toString());
            }
        }
        assertEquals(List.of(), left, "advice that no test follows");
        List<String> pieces = Stream.concat(FOLLOWED.keySet().stream(), OUTSIDE.values().stream()
                .flatMap(List::stream)).toList();
        assertEquals(List.of(), pieces.stream().filter(piece -> all.stream().noneMatch(one -> isPiece(piece,
                one)))
                .toList(), "pieces of no sentence");
    }

    /** Texts of the window can be named by their keys. */
    private static boolean isPiece(String piece, Sentence sentence) {
        return sentence.text().contains(piece) || sentence.place().equals(piece);
    }

    @Test
    void everyTestThatIsNamedIsThereAndSaysIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> one : FOLLOWED.entrySet()) {
            String[] names = one.getValue().split("\\.");
            Matcher method = Pattern.compile("(?s)\\bvoid " + names[1] + "\\(.*?\n    }\n")
                    .matcher(source(names[0]).orElse(""));
            if (!method.find()) {
                wrong.add("there is no " + one.getValue());
            } else if (!method.group().contains(one.getKey())) {
                wrong.add(one.getValue() + " does not contain: " + one.getKey());
            }
        }
        assertEquals(List.of(), wrong.stream().sorted().toList());
    }

    /** Returns all tests of that name, with texts over several lines put together. */
    private static Optional<String> source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> found = files.filter(file -> file.endsWith(name + ".java")).toList();
            List<String> texts = new ArrayList<>();
            for (Path file : found) {
                texts.add(Files.readString(file));
            }
            return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", texts)
                    .replaceAll("\"\\s*\\+\\s*\"", ""));
        }
    }
}
