package org.platter.ui.main;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.Problem;
import org.platter.layout.TableType;
import org.platter.operation.DiskResize;
import org.platter.session.Interrupted;
import org.platter.ui.Browsed;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;

/** What keeps the disk from being edited, and the way out where there is one. */
final class Banners extends VBox {

    private final DiskViewModel disk;
    private final Actions actions;
    private final Controls controls;

    Banners(DiskViewModel disk, Actions actions) {
        this.disk = disk;
        this.actions = actions;
        controls = new Controls(actions);
        setId("banners");
        Controls.follow(disk.changesProperty(), change -> show());
    }

    private void show() {
        getChildren().clear();
        disk.shownFiles().property().get().ifPresent(this::addFiles);
        Choices chosen = disk.disk().choices();
        if (!chosen.equals(Choices.NONE) && disk.draft().isEmpty()) {
            addChosen(chosen);
        }
        disk.pending().dropped().filter(why -> !disk.disk().readOnlyReason().equals(Optional.of(why)))
                .ifPresent(why -> add("warning", "mdi2a-alert-outline", Texts.get("banner.dropped"), why));
        if (disk.disk().interrupted().isPresent()) {
            Interrupted waiting = disk.disk().interrupted().get();
            boolean isHere = !waiting.isOfAnother();
            add("danger", "mdi2a-alert-octagon-outline",
                    Texts.get(isHere ? "banner.interrupted" : "banner.interrupted.other"), waiting.text(),
                    isHere ? ActionList.RESUME : ActionList.RELOAD);
        } else if (disk.preview().problems().stream().anyMatch(problem -> !problem.readings().isEmpty())) {
            addReadings(disk.preview().problems());
        } else if (!disk.preview().problems().isEmpty()) {
            String text = disk.preview().problems().stream().map(Problem::text)
                    .collect(Collectors.joining("\n"));
            boolean repairable = disk.preview().problems().stream().allMatch(Problem::repairable);
            if (DiskResize.mends(disk.preview())) {
                add("warning", "mdi2a-alert-outline", Texts.get("banner.damaged.cut"), text,
                        ActionList.RESIZE_DISK);
            } else if (repairable) {
                add("warning", "mdi2a-alert-outline", Texts.get("banner.damaged"), text,
                        ActionList.REPAIR_TABLE);
            } else {
                add("danger", "mdi2a-alert-octagon-outline", Texts.get("banner.damaged.for-good"), text);
            }
        } else {
            Optional<String> why = disk.disk().readOnlyReason()
                    .filter(reason -> disk.onDisk().problems().isEmpty());
            if (why.isPresent()) {
                add("warning", "mdi2l-lock-outline", Texts.get("banner.read-only"), why.get());
            } else if (isBlank(disk.preview())) {
                add("opening", "mdi2i-information-outline", Texts.get("banner.blank"),
                        Texts.get("banner.blank.way"), ActionList.NEW_TABLE);
            }
        }
    }

    private static boolean isBlank(Layout layout) {
        return layout.table().type() == TableType.NONE && layout.partitions().isEmpty();
    }

    /** Where files are shown, with the way to end that. */
    private void addFiles(Browsed shown) {
        Label head = Controls.label(Texts.get("browse.shown", String.valueOf(shown.number())), "heading");
        TextField path = new TextField(shown.path().toString());
        path.setId("browse-path");
        path.setEditable(false);
        path.setAccessibleText(Texts.get("browse.path"));
        VBox words = new VBox(4, head, path);
        shown.note().ifPresent(note -> {
            Label why = Controls.label(Texts.get("browse.note", note));
            why.setWrapText(true);
            words.getChildren().add(why);
        });
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox banner = new HBox(Controls.icon("mdi2f-folder-search-outline"), words,
                button("browse-copy", "browse.copy", () -> {
                    ClipboardContent text = new ClipboardContent();
                    text.putString(shown.path().toString());
                    Clipboard.getSystemClipboard().setContent(text);
                }), button("browse-again", "browse.again", disk.shownFiles()::open),
                button("browse-stop", "browse.stop", () -> disk.shownFiles()
                        .stop(failure -> actions.notice(String.valueOf(failure.getMessage())))));
        banner.getStyleClass().addAll("banner", "opening");
        banner.setId("browse-banner");
        getChildren().add(banner);
    }

    /** The ways to read the disk, of which one has to be chosen. */
    private void addReadings(List<Problem> problems) {
        FlowPane ways = new FlowPane(8, 8);
        ways.setPadding(new Insets(4, 0, 0, 0));
        problems.stream().flatMap(problem -> problem.readings().stream()).forEach(way -> {
            Button button = new Button(Describe.reading(way));
            button.setMnemonicParsing(false);
            button.setId("read-as-" + (ways.getChildren().size() + 1));
            button.setOnAction(event -> actions.choose(disk, way.choices()));
            ways.getChildren().add(button);
        });
        VBox words = add("warning", "mdi2a-alert-outline", Texts.get("banner.choose"),
                problems.stream().map(Problem::found).collect(Collectors.joining("\n")));
        words.getChildren().add(ways);
    }

    private void addChosen(Choices chosen) {
        VBox words = add("opening", "mdi2i-information-outline", Texts.get("banner.chosen"),
                Describe.choices(chosen));
        ((HBox) words.getParent()).getChildren().add(
                button("choose-again", "choose.again", () -> actions.chooseAgain(disk)));
    }

    private static Button button(String id, String text, Runnable action) {
        Button button = new Button(Texts.get(text));
        button.setId(id);
        button.setMinWidth(Button.USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    /** Returns the box of the words, which more can be put under. */
    private VBox add(String kind, String icon, String heading, String text, WindowAction... ways) {
        Label head = Controls.label(heading, "heading");
        Label body = Controls.label(text);
        body.setWrapText(true);
        body.setMinHeight(Label.USE_PREF_SIZE);
        VBox words = new VBox(2, head, body);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox banner = new HBox(Controls.icon(icon), words);
        banner.getStyleClass().addAll("banner", kind);
        banner.setId("banner");
        for (WindowAction way : ways) {
            Button button = new Button(way.text(), Controls.icon(way.icon()));
            button.setId("banner-" + way.id());
            banner.getChildren().add(controls.wrapped(way, button));
        }
        getChildren().add(banner);
        return words;
    }
}
