package org.platter.ui.device;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.Background;
import org.platter.ui.OpenDisks;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.OneOf;
import org.platter.ui.frame.Reasoned;
import org.platter.ui.frame.Tip;
import org.platter.ui.image.Fields;

/** The loop devices in use: attach an image, open a device, detach it. */
public final class LoopsDialog {

    private static final double WIDTH = 700;

    private final LoopsModel model;
    private final DialogFrame frame;
    private final Consumer<Path> opened;

    private LoopsDialog(Window owner, Devices devices, OpenDisks disks, Consumer<Path> opened) {
        this.opened = opened;
        Background background = new Background("platter loop devices", Platform::runLater);
        model = new LoopsModel(devices, disks, background);
        frame = new DialogFrame(owner, "loops-dialog").resizable(WIDTH, 640, 560, 560)
                .heading("mdi2s-sync", Texts.get("loops.title")).subheading(Texts.get("loops.subtitle"));
        DeviceList<LoopsModel.Row> list = new DeviceList<>("loops", model.rows(), model.selectedProperty(),
                model.nothingBinding(), DeviceRow::of, this::open);
        list.setAccessibleText(Texts.get("loops.title"));
        frame.escapeFrom(list);
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox body = new VBox(list, actions(), form());
        body.getStyleClass().add("devices-column");
        frame.body(body);
        frame.cancelButton(Texts.get("dialog.close"));
        model.failureProperty().addListener((property, before, now) -> tell());
        model.successProperty().addListener((property, before, now) -> tell());
        DeviceList.follow(frame, model::refresh);
        frame.stage().addEventHandler(WindowEvent.WINDOW_HIDDEN, event -> background.close());
        frame.show();
        (model.image().textProperty().get().isEmpty() ? list : frame.root().lookup("#attach"))
                .requestFocus();
    }

    /** @param opened is given the node of a device that is to be opened */
    public static void show(Window owner, Devices devices, OpenDisks disks, Consumer<Path> opened) {
        new LoopsDialog(owner, devices, disks, opened);
    }

    private HBox actions() {
        Button open = new Button(Texts.get("loops.open"), new FontIcon("mdi2f-folder-open-outline"));
        open.setId("open-loop");
        open.setOnAction(event -> open());
        Button detach = new Button(Texts.get("loops.detach"), new FontIcon("mdi2e-eject-outline"));
        detach.setId("detach");
        detach.setOnAction(event -> detach());
        ProgressIndicator wheel = new ProgressIndicator();
        wheel.setMaxSize(20, 20);
        wheel.visibleProperty().bind(model.workingProperty());
        CheckBox all = new CheckBox(Texts.get("devices.all"));
        all.setId("all-devices");
        all.setMnemonicParsing(true);
        all.selectedProperty().bindBidirectional(model.showAllProperty());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(Reasoned.button(open, model.rowProblemBinding()),
                Reasoned.button(detach, model.rowProblemBinding()), wheel, space, all,
                DeviceList.reloadButton(model::refresh));
        line.getStyleClass().add("devices-below");
        return line;
    }

    private VBox form() {
        Form form = new Form();
        TextField file = Fields.file(form, frame, "attach-image", Texts.get("loops.image"), model.image(),
                Fields.Purpose.OPEN);
        ComboBox<OptionalInt> part = OneOf.box("attach-part", model.parts(), model.partProperty(),
                model::words);
        part.setItems(model.parts());
        form.field(Texts.get("loops.which-part"), part);
        CheckBox direct = Fields.check("attach-direct", Texts.get("loops.direct"), model.directIoProperty());
        direct.setTooltip(Tip.of(Texts.get("loops.direct.tip")));
        HBox ticks = new HBox(Fields.check("attach-read-only", Texts.get("loops.read-only"),
                model.readOnlyProperty()), direct);
        ticks.getStyleClass().add("devices-ticks");
        Button attach = new Button(Texts.get("loops.attach"), new FontIcon("mdi2l-link-variant"));
        attach.setId("attach");
        attach.getStyleClass().add("accent");
        attach.setOnAction(event -> model.attach());
        file.setOnAction(event -> {
            if (!attach.isDisabled()) {
                model.attach();
            }
        });
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox last = new HBox(ticks, space, Reasoned.button(attach, model.attachProblemBinding()));
        last.getStyleClass().add("devices-below");
        form.below(last);
        Label problem = Fields.hint("");
        problem.setId("attach-problem");
        Runnable explain = () -> {
            String why = model.attachProblemBinding().get();
            boolean isNews = !why.isEmpty() && !why.equals(Texts.get("loops.which"))
                    && !model.workingProperty().get();
            problem.setText(isNews ? why : "");
            problem.setVisible(isNews);
            problem.setManaged(isNews);
        };
        model.attachProblemBinding().addListener((property, before, now) -> explain.run());
        explain.run();
        form.below(problem);
        Label title = new Label(Texts.get("loops.attach.title"));
        title.getStyleClass().add("facts-title");
        VBox box = new VBox(title, form.node());
        box.getStyleClass().addAll("nested", "devices-attach");
        return box;
    }

    private void tell() {
        String failure = model.failureProperty().get();
        frame.message().show(failure.isEmpty() ? Weight.SUCCESS : Weight.ERROR,
                failure.isEmpty() ? model.successProperty().get() : failure);
    }

    private void open() {
        model.selectedProperty().get().ifPresent(row -> {
            frame.close();
            opened.accept(row.loop().path());
        });
    }

    private void detach() {
        LoopsModel.Row row = model.selectedProperty().get().orElseThrow();
        if (row.uses().isEmpty()) {
            model.detach(row);
            return;
        }
        DialogFrame question = new DialogFrame(frame.stage(), "detach-dialog").fixed().width(480)
                .heading("mdi2e-eject-outline", Texts.get("loops.detach.title", row.loop().path()))
                .subheading(row.loop().file().toString());
        question.mood(DialogFrame.Mood.WARNING);
        Label text = new Label(Texts.get("loops.detach.text", String.join(", ", row.uses())));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        question.body(text);
        Button keep = question.cancelButton(Texts.get("loops.detach.keep"));
        keep.setDefaultButton(true);
        question.button("really-detach", Texts.get("loops.detach.go"), ButtonData.OK_DONE, () -> {
            question.close();
            model.detach(row);
        }).getStyleClass().add("danger");
        question.show();
        keep.requestFocus();
    }
}
