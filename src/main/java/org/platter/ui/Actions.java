package org.platter.ui;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ChangeListener;
import org.platter.layout.Choices;
import org.platter.layout.Partition;
import org.platter.operation.Check;
import org.platter.operation.Delete;
import org.platter.operation.Operation;
import org.platter.operation.RepairTable;
import org.platter.operation.SortNumbers;
import org.platter.session.Usage;

/**
 * Does what a person asks for: the one way from menus, buttons and keys to the disks and the dialogs. An
 * action that cannot be had does nothing but say why.
 */
public final class Actions {

    private final OpenDisks disks;
    private final Dialogs dialogs;
    private final FilePrompts prompts;
    private final Remembered remembered;
    private final Runnable quit;
    private final Map<UserAction, ReadOnlyObjectWrapper<Optional<String>>> refusals = new EnumMap<>(
            UserAction.class);
    private final Map<UserAction, ReadOnlyStringWrapper> words = new EnumMap<>(UserAction.class);
    private boolean isGoodNews;
    private final Map<UserAction, ReadOnlyStringWrapper> tips = new EnumMap<>(UserAction.class);
    private final ReadOnlyObjectWrapper<List<String>> readings = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");
    private final ChangeListener<Number> onChange = (property, before, now) -> {
        notice.set("");
        refresh();
    };

    /** @param quit closes the window, all disks being closed */
    public Actions(OpenDisks disks, Dialogs dialogs, FilePrompts prompts, Remembered remembered,
            Runnable quit) {
        this.disks = disks;
        this.dialogs = dialogs;
        this.prompts = prompts;
        this.remembered = remembered;
        this.quit = quit;
        for (UserAction action : UserAction.values()) {
            refusals.put(action, new ReadOnlyObjectWrapper<>(Optional.empty()));
            words.put(action, new ReadOnlyStringWrapper(action.text()));
            tips.put(action, new ReadOnlyStringWrapper(action.tip()));
        }
        disks.currentProperty().addListener((property, before, now) -> {
            before.ifPresent(disk -> disk.changesProperty().removeListener(onChange));
            now.ifPresent(disk -> disk.changesProperty().addListener(onChange));
            notice.set("");
            refresh();
        });
        disks.current().ifPresent(disk -> disk.changesProperty().addListener(onChange));
        refresh();
    }

    public OpenDisks disks() {
        return disks;
    }

    public Remembered remembered() {
        return remembered;
    }

    /** Why an action cannot be had now, in a sentence; nothing where it can. */
    public ReadOnlyObjectProperty<Optional<String>> refusalProperty(UserAction action) {
        return refusals.get(action).getReadOnlyProperty();
    }

    /** What an action does now, in a sentence: what would be pasted is named. */
    public ReadOnlyStringProperty tipProperty(UserAction action) {
        return tips.get(action).getReadOnlyProperty();
    }

    /** What the content of the selected partition could be, by blkid's names; empty where that is plain. */
    public ReadOnlyObjectProperty<List<String>> readingsProperty() {
        return readings.getReadOnlyProperty();
    }

    /** Reads the content of the selected partition as one of {@link #readingsProperty}. */
    public void readAs(String type) {
        disks.current().ifPresent(disk -> disk.selectedPartition()
                .ifPresent(partition -> choose(disk, Choices.of(partition.number(), type))));
    }

    /** Reads a disk as somebody says it is. */
    public void choose(DiskViewModel disk, Choices choices) {
        disk.choose(choices, failed("choose.failed"));
    }

    /** Reads a disk as it tells by itself, so that it can be chosen again. */
    public void chooseAgain(DiskViewModel disk) {
        disk.forgetChoices(failed("choose.failed"));
    }

    /** Why the last thing that was asked for was not done; empty when all is well. */
    public ReadOnlyStringProperty noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /** Says why something was not done. */
    public void notice(String text) {
        isGoodNews = false;
        notice.set(text);
    }

    /** Says what was done. */
    private void tell(String text) {
        isGoodNews = true;
        notice.set(text);
    }

    /** Whether the notice tells of something that was done. */
    public boolean isGoodNews() {
        return isGoodNews;
    }

    /** The words of an action's menu entry, which may depend on what is selected. */
    public ReadOnlyStringProperty wordsProperty(UserAction action) {
        return words.get(action).getReadOnlyProperty();
    }

    /** Does it, or says why not. */
    public void run(UserAction action) {
        Optional<String> refusal = refusals.get(action).get();
        if (refusal.isPresent()) {
            notice(refusal.get());
            return;
        }
        notice.set("");
        if (action.scope() == UserAction.Scope.WINDOW) {
            runOnWindow(action);
        } else {
            disks.current().ifPresent(disk -> runOnDisk(action, disk));
        }
    }

    /** Opens images, one after the other; says which could not be opened, and why. */
    public void open(List<Path> images) {
        images.forEach(image -> open(image, new Answers()));
    }

    private void open(Path image, Answers answers) {
        disks.open(image, answers.of(image), (path, failure) -> {
            if (dialogs.answered(failure, answers)) {
                open(path, answers);
            } else if (!Questions.isQuestion(failure)) {
                dialogs.failure(Texts.get("open.failed", Address.name(path)), message(failure));
            }
        }, () -> remembered.opened(image));
    }

    /** Closes one disk, if what is pending on it may be thrown away. */
    public boolean close(DiskViewModel disk) {
        if (disk.busyProperty().get()) {
            notice(Texts.get("why.busy", disk.activityProperty().get()));
            return false;
        }
        if (!disk.draft().isEmpty() && !dialogs.mayDiscard(List.of(disk))) {
            return false;
        }
        disks.close(disk);
        return true;
    }

    /** Closes all disks, if what is pending may be thrown away. Returns whether they are closed. */
    public boolean closeAll() {
        Optional<DiskViewModel> busy = disks.disks().stream().filter(disk -> disk.busyProperty().get())
                .findFirst();
        if (busy.isPresent()) {
            notice(Texts.get("why.busy", busy.get().activityProperty().get()));
            return false;
        }
        List<DiskViewModel> pending = disks.disks().stream().filter(disk -> !disk.draft().isEmpty()).toList();
        if (!pending.isEmpty() && !dialogs.mayDiscard(pending)) {
            return false;
        }
        disks.closeAll();
        return true;
    }

    /** What a double click or Enter on something does. */
    public void activate(Selection chosen) {
        run(chosen instanceof Selection.OfGap ? UserAction.NEW_PARTITION : UserAction.INFORMATION);
    }

    private void runOnWindow(UserAction action) {
        switch (action) {
            case OPEN -> open(prompts.images());
            case OPEN_ADDRESS -> dialogs.address(this::openMade);
            case OPEN_DEVICE -> dialogs.openDevice(this::openMade);
            case LOOP_DEVICES -> dialogs.loopDevices(disks, this::openMade);
            case NEW_IMAGE -> dialogs.newImage(this::openMade);
            case CONVERT -> dialogs.convert(disks.current(), this::openMade);
            case CLONE_DEVICE -> dialogs.cloneDevice(this::openMade);
            case COMPARE -> dialogs.compare(disks.current());
            case QUIT -> {
                if (closeAll()) {
                    quit.run();
                }
            }
            case SUPPORT -> dialogs.support();
            case KEYS -> dialogs.keys();
            case ABOUT -> dialogs.about();
            default -> throw new IllegalArgumentException(action.id());
        }
    }

    private void runOnDisk(UserAction action, DiskViewModel disk) {
        switch (action) {
            case CLOSE -> close(disk);
            case SAVE_PLAN -> prompts.scriptToSave(disk.name() + ".platter.txt")
                    .ifPresent(file -> disk.files().saveScript(file, failed("script.not-saved")));
            case LOAD_PLAN -> prompts.scriptToLoad()
                    .ifPresent(file -> disk.files().loadScript(file, failed("script.not-loaded")));
            case UNDO -> disk.undo();
            case REDO -> disk.redo();
            case CLEAR -> disk.clear();
            case REHEARSE -> dialogs.rehearse(disk);
            case APPLY -> dialogs.apply(disk);
            case RELOAD -> disk.reload(failed("reload.failed"));
            case DISK_INFORMATION -> dialogs.diskInformation(disk);
            case IMAGE_INFORMATION -> dialogs.imageInformation(disk);
            case COMPACT -> dialogs.compact(disk, this::openMade);
            case CHECK_IMAGE -> dialogs.checkImage(disk);
            case COMMIT_IMAGE -> dialogs.commitImage(disk);
            case REBASE -> dialogs.rebase(disk);
            case SNAPSHOTS -> dialogs.snapshots(disk);
            case GO_BACK -> dialogs.goBack(disk);
            case BITMAPS -> dialogs.bitmaps(disk);
            case NEW_TABLE -> dialogs.newTable(disk);
            case RESIZE_DISK -> dialogs.resizeDisk(disk);
            case CONVERT_TABLE -> dialogs.convertTable(disk);
            case SORT_NUMBERS -> push(disk, new SortNumbers());
            case SAVE_TABLE -> prompts.tableToSave(disk.name() + ".table").ifPresent(
                    file -> disk.files().saveTable(file, () -> tell(Texts.get("table.saved", file)),
                            failed("table.not-saved")));
            case RESTORE_TABLE -> prompts.tableToLoad().ifPresent(file -> disk.files().readTable(file,
                    saved -> dialogs.restoreTable(disk, saved), failed("table.not-loaded")));
            case REPAIR_TABLE -> push(disk, new RepairTable());
            case RESUME -> dialogs.resume(disk);
            case NEW_PARTITION -> disk.selectedGap().ifPresent(gap -> dialogs.newPartition(disk, gap));
            case PASTE -> disk.selectedGap().ifPresent(gap -> disk.copySource()
                    .ifPresent(source -> dialogs.paste(disk, source, gap)));
            default -> disk.selectedPartition()
                    .ifPresent(partition -> runOnPartition(action, disk, partition));
        }
    }

    private void runOnPartition(UserAction action, DiskViewModel disk, Partition partition) {
        switch (action) {
            case DELETE -> push(disk, new Delete(partition.id()));
            case RESIZE_MOVE -> dialogs.resizeMove(disk, partition);
            case COPY -> {
                disk.copySelected();
                tell(Texts.get("copy.done", String.valueOf(partition.number())));
            }
            case FORMAT -> dialogs.format(disk, partition);
            case CHECK -> push(disk, new Check(partition.id()));
            case LOOK -> push(disk, new Check(partition.id(), false));
            case LABEL -> dialogs.label(disk, partition);
            case UUID -> dialogs.uuid(disk, partition);
            case NAME -> dialogs.name(disk, partition);
            case FLAGS -> dialogs.flags(disk, partition);
            case MOUNT, UNMOUNT -> use(disk, partition, Refusals.usage(action, partition));
            case BROWSE -> dialogs.browse(disk, partition);
            case INFORMATION -> dialogs.information(disk, partition);
            default -> throw new IllegalArgumentException(action.id());
        }
    }

    private void use(DiskViewModel disk, Partition partition, Usage usage) {
        String number = String.valueOf(partition.number());
        String id = usage.name().toLowerCase(Locale.ROOT).replace('_', '-');
        disk.use(partition, usage, point -> tell(point
                .map(folder -> Texts.get("use.mounted", number, folder.toString()))
                .orElseGet(() -> Texts.get("use." + id + ".done", number))), failed("use." + id + ".failed"));
    }

    private void openMade(Path image) {
        open(List.of(image));
    }

    private void push(DiskViewModel disk, Operation operation) {
        disk.push(operation).ifPresent(this::notice);
    }

    private Consumer<Throwable> failed(String heading) {
        return failure -> dialogs.failure(Texts.get(heading), message(failure));
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private void refresh() {
        Optional<DiskViewModel> disk = disks.current();
        readings.set(
                disk.flatMap(DiskViewModel::selectedPartition).map(Describe::readings).orElse(List.of()));
        boolean isSwap = disk.flatMap(DiskViewModel::selectedPartition).filter(Refusals::isSwap).isPresent();
        for (UserAction action : List.of(UserAction.MOUNT, UserAction.UNMOUNT)) {
            words.get(action).set(isSwap ? Texts.get("action." + action.id() + ".swap") : action.text());
        }
        tips.get(UserAction.PASTE).set(disk.flatMap(DiskViewModel::copySource).map(Describe::paste)
                .orElseGet(UserAction.PASTE::tip));
        for (UserAction action : UserAction.values()) {
            refusals.get(action).set(action.scope() == UserAction.Scope.WINDOW ? Optional.empty()
                    : disk.isEmpty() ? Optional.of(Texts.get("why.no-disk")) : disk.get().refusal(action));
        }
    }
}
