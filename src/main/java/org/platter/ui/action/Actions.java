package org.platter.ui.action;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ChangeListener;
import org.platter.layout.Choices;
import org.platter.operation.Operation;
import org.platter.ui.Address;
import org.platter.ui.Answers;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.OpenDisks;
import org.platter.ui.Questions;
import org.platter.ui.Reasons;
import org.platter.ui.Remembered;
import org.platter.ui.Selection;
import org.platter.ui.Texts;

/**
 * The actions of one window: what each of them says now, and what they work with. This is the one way from
 * menus, buttons and keys to the disks and the dialogs.
 */
public final class Actions {

    /** What the menus and the toolbar say of an action now. */
    private static final class Shown {

        private final ReadOnlyObjectWrapper<Optional<String>> refusal = new ReadOnlyObjectWrapper<>(
                Optional.empty());
        private final ReadOnlyStringWrapper words = new ReadOnlyStringWrapper();
        private final ReadOnlyStringWrapper tip = new ReadOnlyStringWrapper();
    }

    private final OpenDisks disks;
    private final Prompts prompts;
    private final FilePrompts files;
    private final Remembered remembered;
    private final Runnable quit;
    private final Map<WindowAction, Shown> shown = new LinkedHashMap<>();
    private final ReadOnlyObjectWrapper<List<String>> readings = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");
    private boolean isGoodNews;
    private final ChangeListener<Number> onChange = (property, before, now) -> {
        notice.set("");
        refresh();
    };

    /** @param quit closes the window, all disks being closed */
    public Actions(OpenDisks disks, Prompts prompts, FilePrompts files, Remembered remembered,
            Runnable quit) {
        this.disks = disks;
        this.prompts = prompts;
        this.files = files;
        this.remembered = remembered;
        this.quit = quit;
        ActionList.all().forEach(action -> shown.put(action, new Shown()));
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

    FilePrompts files() {
        return files;
    }

    /** Why an action cannot be had now, in a sentence; nothing where it can. */
    public ReadOnlyObjectProperty<Optional<String>> refusalProperty(WindowAction action) {
        return shown(action).refusal.getReadOnlyProperty();
    }

    /** What an action does now, in a sentence: what would be pasted is named. */
    public ReadOnlyStringProperty tipProperty(WindowAction action) {
        return shown(action).tip.getReadOnlyProperty();
    }

    /** The words of an action's menu entry, which may depend on what is selected. */
    public ReadOnlyStringProperty wordsProperty(WindowAction action) {
        return shown(action).words.getReadOnlyProperty();
    }

    /** Does it, or says why not. */
    public void run(WindowAction action) {
        Optional<String> refusal = shown(action).refusal.get();
        notice(refusal.orElse(""));
        if (refusal.isEmpty()) {
            action.run(this);
        }
    }

    private Shown shown(WindowAction action) {
        return Objects.requireNonNull(shown.get(action));
    }

    /** What a double click or Enter on something does. */
    public void activate(Selection chosen) {
        run(chosen instanceof Selection.OfGap ? ActionList.NEW_PARTITION : ActionList.INFORMATION);
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
        disk.jobs().choose(choices, failed("choose.failed"));
    }

    /** Reads a disk as it tells by itself, so that it can be chosen again. */
    public void chooseAgain(DiskViewModel disk) {
        disk.jobs().forgetChoices(failed("choose.failed"));
    }

    /** Why the last thing that was asked for was not done, or what was done; empty when all is well. */
    public ReadOnlyStringProperty noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /** Says why something was not done. */
    public void notice(String text) {
        isGoodNews = false;
        notice.set(text);
    }

    /** Says what was done. */
    void tell(String text) {
        isGoodNews = true;
        notice.set(text);
    }

    /** Whether the notice tells of something that was done. */
    public boolean isGoodNews() {
        return isGoodNews;
    }

    /** Returns what says that something failed, under a heading. */
    Consumer<Throwable> failed(String heading) {
        return failure -> prompts.failure(Texts.get(heading), message(failure));
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** Opens the dialog that an action asks for. */
    void show(WindowAction action, Consumer<DialogContext> dialog) {
        prompts.show(action, dialog);
    }

    /** Queues an operation, or says why not. */
    void push(DiskViewModel disk, Operation operation) {
        disk.pending().push(operation).ifPresent(this::notice);
    }

    /** Opens images, one after the other; says which could not be opened, and why. */
    public void open(List<Path> images) {
        images.forEach(this::open);
    }

    void open(Path image) {
        open(image, new Answers());
    }

    private void open(Path image, Answers answers) {
        disks.open(image, answers.of(image), (path, failure) -> {
            if (prompts.answered(failure, answers)) {
                open(path, answers);
            } else if (!Questions.isQuestion(failure)) {
                prompts.failure(Texts.get("open.failed", Address.name(path)), message(failure));
            }
        }, () -> remembered.opened(image));
    }

    /** Closes one disk, if what is pending on it may be thrown away. */
    public void close(DiskViewModel disk) {
        if (isLetGo(List.of(disk))) {
            disks.close(disk);
        }
    }

    /** Closes all disks, if what is pending may be thrown away. Returns whether they are closed. */
    public boolean closeAll() {
        if (!isLetGo(disks.disks())) {
            return false;
        }
        disks.closeAll();
        return true;
    }

    private boolean isLetGo(List<DiskViewModel> closing) {
        Optional<String> busy = closing.stream().flatMap(disk -> Reasons.busy(disk).stream()).findFirst();
        if (busy.isPresent()) {
            notice(busy.get());
            return false;
        }
        List<DiskViewModel> pending = closing.stream().filter(disk -> !disk.draft().isEmpty()).toList();
        return pending.isEmpty() || prompts.mayDiscard(pending);
    }

    void quit() {
        quit.run();
    }

    private void refresh() {
        Optional<DiskViewModel> disk = disks.current();
        readings.set(
                disk.flatMap(DiskViewModel::selectedPartition).map(Describe::readings).orElse(List.of()));
        shown.forEach((action, now) -> {
            now.words.set(action.words(disk));
            now.tip.set(action.tip(disk));
            now.refusal.set(action.whyNot(disk));
        });
    }
}
