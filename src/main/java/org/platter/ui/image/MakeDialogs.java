package org.platter.ui.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.TableType;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.NewImage;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobDialog;
import org.platter.ui.apply.JobModel;
import org.platter.ui.frame.FileSystemBox;
import org.platter.ui.frame.FileSystemChoice;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.OneOf;
import org.platter.ui.frame.SizeField;

/** The dialogs that make an image: a new one, a converted one, one of a device. */
public final class MakeDialogs {

    private final Window owner;
    private final Jobs jobs;
    private final BiConsumer<Window, Consumer<Path>> devices;

    /** @param devices lets a disk of this computer be chosen, in a dialog over the given one */
    public MakeDialogs(Window owner, Jobs jobs, BiConsumer<Window, Consumer<Path>> devices) {
        this.owner = owner;
        this.jobs = jobs;
        this.devices = devices;
    }

    private JobModel model(Answers answers) {
        return new JobModel(failure -> QuestionsDialog.answered(owner, failure, answers));
    }

    /** @param support tells whether a file system can be made */
    public void newImage(BiFunction<FileSystemType, Action, Support> support, Consumer<Path> made) {
        Answers answers = new Answers();
        NewImageModel asked = new NewImageModel(jobs, answers);
        JobModel model = model(answers);
        JobDialog dialog = new JobDialog(owner, "new", model).opening(made);
        Form form = new Form();
        TextField path = Fields.target(form, dialog.frame(), Texts.get("image.file"), asked.target());
        SizeField size = new SizeField("size", 512, asked::ask, asked::reject);
        size.show(asked.sizeProperty().get());
        asked.sizeProperty().addListener((property, before, now) -> size.show(now.longValue()));
        ComboBox<NewImageModel.Content> box = OneOf.box("content",
                List.of(NewImageModel.Content.values()), asked.contentProperty(),
                content -> Texts.get("image.content." + content.id()));
        VBox more = new VBox(9, box);
        Fields.top(form.field(Texts.get("image.content"), more)).setLabelFor(box);
        CheckBox needed = Fields.check("as-needed", "", asked.asLargeAsNeededProperty());
        Fields.top(form.field(Texts.get("image.size"), new VBox(8, size.node(), needed)))
                .setLabelFor(size.editor());
        Runnable show = () -> {
            more.getChildren().setAll(Stream.concat(Stream.of(box),
                    content(asked, dialog, support).stream()).toList());
            boolean fits = asked.contentProperty().get() == NewImageModel.Content.BACKING
                    || asked.contentProperty().get() == NewImageModel.Content.FOLDER;
            needed.setVisible(fits);
            needed.setManaged(fits);
            needed.setText(fits ? Texts.get("image.as-needed." + asked.contentProperty().get().id()) : "");
            size.node().setDisable(!asked.hasOwnSize());
            dialog.frame().fit();
        };
        asked.contentProperty().addListener((property, before, now) -> show.run());
        asked.asLargeAsNeededProperty()
                .addListener((property, before, now) -> size.node().setDisable(!asked.hasOwnSize()));
        show.run();
        TitledPane options = Fields.options(asked.target(), dialog.frame());
        VBox body = new VBox(form.node(), options);
        body.getStyleClass().add("dialog-column");
        dialog.ask(new JobDialog.Question("mdi2f-file-plus-outline", Texts.get("image.title"),
                Texts.get("image.subtitle"), body, asked.problemBinding(), Texts.get("image.where"),
                () -> asked.target().file().textProperty().get(), Texts.get("image.go"), () -> {
                    Path image = asked.target().file().path().orElseThrow();
                    NewImage wanted = asked.wanted();
                    model.start(Workers.own(Platform::runLater),
                            (events, cancelled) -> asked.make(image, wanted, events, cancelled));
                }));
        path.requestFocus();
    }

    /** The fields that belong to what the image is to hold. */
    private static List<Node> content(NewImageModel asked, JobDialog dialog,
            BiFunction<FileSystemType, Action, Support> support) {
        Form form = new Form();
        switch (asked.contentProperty().get()) {
            case EMPTY -> {
                return List.of();
            }
            case TABLE -> {
                form.field(Texts.get("image.table"), OneOf.box("table",
                        List.of(TableType.GPT, TableType.DOS), asked.tableProperty(),
                        type -> Texts.get("table." + type.id())));
                form.field(Texts.get("new.file-system"), fileSystems(asked, support, true));
                form.field(Texts.get("new.label"), Fields.text("label", asked.labelProperty()));
            }
            case BACKING -> {
                Fields.file(form, dialog.frame(), "backing", Texts.get("image.backing"), asked.backing(),
                        Fields.Purpose.OPEN);
                form.field(Texts.get("image.backing-format"), Fields.format("backing-format",
                        ImageFormats.all(), asked.backingFormatProperty()));
            }
            case FOLDER -> {
                Fields.file(form, dialog.frame(), "folder", Texts.get("image.from-folder"), asked.folder(),
                        Fields.Purpose.FOLDER);
                form.field(Texts.get("new.file-system"), fileSystems(asked, support, false));
            }
        }
        form.node().getStyleClass().add("nested");
        return List.of(form.node());
    }

    private static Node fileSystems(NewImageModel asked, BiFunction<FileSystemType, Action, Support> support,
            boolean orNone) {
        List<FileSystemChoice> choices = Stream.concat(
                orNone ? Stream.of(FileSystemChoice.none()) : Stream.empty(),
                FileSystems.all().stream().map(type -> type.needsPassphrase()
                        ? new FileSystemChoice(Optional.of(type), Texts.get("image.no-passphrase"))
                        : FileSystemChoice.of(type, support.apply(type, Action.CREATE))))
                .toList();
        Optional<FileSystemType> wanted = asked.fileSystemProperty().get();
        ObjectProperty<FileSystemChoice> chosen = new SimpleObjectProperty<>(choices.stream()
                .filter(choice -> choice.type().equals(wanted)).findFirst()
                .orElseGet(() -> choices.stream().filter(FileSystemChoice::isPossible).findFirst()
                        .orElse(choices.get(0))));
        asked.fileSystemProperty().set(chosen.get().type());
        chosen.addListener((property, before, now) -> asked.fileSystemProperty().set(now.type()));
        Node box = new FileSystemBox(choices, chosen).node();
        box.setUserData(chosen); // the box alone would let it go
        return box;
    }

    /** Copies an image into a new one; the image that is shown is offered as the source. */
    public void convert(Optional<DiskViewModel> shown, Consumer<Path> made) {
        Answers answers = new Answers();
        shown.ifPresent(disk -> answers.with(disk.path(), disk.disk().options()));
        ConvertModel asked = new ConvertModel(jobs, answers, false);
        shown.ifPresent(disk -> asked.source().set(disk.path()));
        copy("convert", asked, shown, answers, made);
    }

    /** Copies a device into a new image. */
    public void cloneDevice(Consumer<Path> made) {
        Answers answers = new Answers();
        copy("clone", new ConvertModel(jobs, answers, true), Optional.empty(), answers, made);
    }

    private void copy(String id, ConvertModel asked, Optional<DiskViewModel> shown, Answers answers,
            Consumer<Path> made) {
        JobModel model = model(answers);
        JobDialog dialog = new JobDialog(owner, id, model).opening(made);
        Form form = new Form();
        TextField source = Fields.file(form, dialog.frame(), "source", Texts.get(id + ".source"),
                asked.source(), Fields.Purpose.OPEN);
        if (id.equals("clone")) {
            Button choose = new Button(Texts.get("clone.choose"));
            choose.setId("source-devices");
            choose.setMinWidth(Region.USE_PREF_SIZE);
            choose.setOnAction(event -> devices.accept(dialog.frame().stage(), asked.source()::set));
            ((HBox) source.getParent()).getChildren().add(choose);
        }
        shown.filter(disk -> !disk.snapshots().isEmpty())
                .ifPresent(disk -> form.field(Texts.get("convert.snapshot"), snapshots(asked, disk)));
        TextField path = Fields.target(form, dialog.frame(), Texts.get("convert.target"), asked.target());
        CheckBox compress = Fields.check("compress", Texts.get("convert.compress"), asked.compressProperty());
        compress.disableProperty().bind(asked.canCompress().not());
        VBox ticks = new VBox(
                Fields.check(Fields.check("live-only", Texts.get("convert.live-only"),
                        asked.liveOnlyProperty()), Texts.get("convert.live-only.hint")),
                Fields.check(compress, Texts.get("convert.compress.hint")),
                Fields.check(Fields.check("salvage", Texts.get("convert.salvage"),
                        asked.salvageProperty()), Texts.get("convert.salvage.hint")));
        ticks.getStyleClass().add("choices");
        form.below(ticks);
        shown.filter(disk -> !disk.bitmaps().isEmpty()).ifPresent(disk -> {
            Label bitmaps = Fields.hint(Texts.get("convert.no-bitmaps", disk.bitmaps().size()));
            bitmaps.setId("no-bitmaps");
            bitmaps.visibleProperty().bind(Bindings.createBooleanBinding(() -> !asked.keepsBitmaps(),
                    asked.target().formatProperty(), asked.snapshotProperty()));
            bitmaps.managedProperty().bind(bitmaps.visibleProperty());
            form.below(bitmaps);
        });
        form.below(measure(id, asked, shown));
        TitledPane options = Fields.options(asked.target(), dialog.frame());
        VBox body = new VBox(form.node(), options);
        body.getStyleClass().add("dialog-column");
        String nothing = asked.source().isEmpty() ? Texts.get(id + ".which") : Texts.get("image.where");
        dialog.ask(new JobDialog.Question(id.equals("clone") ? "mdi2c-content-duplicate"
                : "mdi2s-swap-horizontal", Texts.get(id + ".title"), Texts.get(id + ".subtitle"), body,
                asked.problemBinding(), nothing, () -> Texts.get("job.from-to",
                        asked.source().textProperty().get(), asked.target().file().textProperty().get()),
                Texts.get(id + ".go"), () -> {
                    Path from = asked.source().path().orElseThrow();
                    Path to = asked.target().file().path().orElseThrow();
                    Conversion conversion = asked.conversion();
                    model.start(Workers.reading(shown, from, Texts.get(id + ".activity"), Platform::runLater),
                            (events, cancelled) -> asked.run(from, to, conversion, events, cancelled));
                }));
        (asked.source().isEmpty() ? source : path).requestFocus();
    }

    /** A button that tells how large the new image would be, and where that is told. */
    private static Node measure(String id, ConvertModel asked, Optional<DiskViewModel> shown) {
        Label told = new Label();
        told.setId("measured");
        told.setWrapText(true);
        Button button = new Button(Texts.get("convert.measure"));
        button.setId("measure");
        button.setMnemonicParsing(true);
        button.disableProperty().bind(Bindings.createBooleanBinding(() -> asked.source().path().isEmpty(),
                asked.source().textProperty()));
        asked.target().formatProperty().addListener((property, before, now) -> told.setText(""));
        asked.source().textProperty().addListener((property, before, now) -> told.setText(""));
        button.setOnAction(event -> {
            Path from = asked.source().path().orElseThrow();
            Conversion conversion = asked.conversion();
            told.setText(Texts.get("convert.measuring"));
            Workers.reading(shown, from, Texts.get(id + ".activity"), Platform::runLater).run(
                    () -> asked.measure(from, conversion), found -> told.setText(found.sentence()),
                    failure -> told.setText(String.valueOf(failure.getMessage())));
        });
        HBox row = new HBox(button, told);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("measure");
        HBox.setHgrow(told, Priority.ALWAYS);
        return row;
    }

    private static ComboBox<Optional<SnapshotFacts>> snapshots(ConvertModel asked, DiskViewModel disk) {
        List<Optional<SnapshotFacts>> choices = Stream.concat(Stream.of(Optional.<SnapshotFacts>empty()),
                disk.snapshots().stream().map(Optional::of)).toList();
        return OneOf.box("snapshot", choices, asked.snapshotProperty(), one -> one
                .map(taken -> Texts.get("convert.snapshot.of", taken.name(), SnapshotsModel.date(taken)))
                .orElseGet(() -> Texts.get("convert.snapshot.none")));
    }
}
