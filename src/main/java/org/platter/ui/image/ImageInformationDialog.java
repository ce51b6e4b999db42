package org.platter.ui.image;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.base.ByteSize;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.FactsGrid;
import org.platter.ui.frame.Message;
import org.platter.ui.frame.Message.Weight;
import org.platter.ui.frame.Tip;

/** An image in drawings and figures: how it keeps its bytes, what it is based on, its snapshots. */
public final class ImageInformationDialog {

    private final InformationModel model;
    private final DialogFrame frame;
    private final StackPane map = new StackPane();
    private final VBox facts = new VBox();
    private final VBox chain = new VBox();
    private final VBox problems = new VBox(8);

    private ImageInformationDialog(Window owner, InformationModel model) {
        this.model = model;
        frame = new DialogFrame(owner, "image-information-dialog").resizable(780, 660, 560, 380)
                .heading("mdi2d-database-search-outline",
                        Texts.get("image-information.title", model.disk().name()))
                .subheading(model.isRemote() ? Texts.get("map.served",
                        ByteSize.format(model.disk().onDisk().diskSize()))
                        : Texts.get("job.subtitle", String.valueOf(model.disk().path().getParent()),
                                model.disk().disk().format(),
                                ByteSize.format(model.disk().onDisk().diskSize()),
                                ByteSize.format(model.disk().disk().allocatedBytes())));
        map.setMinHeight(160);
        map.setAlignment(Pos.TOP_LEFT);
        problems.managedProperty().bind(problems.visibleProperty());
        VBox body = new VBox(problems, section("map.title", map), facts);
        if (!model.isRemote()) {
            body.getChildren().addAll(section("chain.title", chain),
                    section("snapshots.title.plain", snapshots()));
        }
        body.getStyleClass().addAll("dialog-column", "image-information");
        ScrollPane scroll = new ScrollPane(body);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().addAll("edge-to-edge", "review-scroll");
        frame.body(scroll);
        Button copy = frame.button("copy", Texts.get("information.copy"), ButtonData.LEFT,
                () -> FactsGrid.copy(model.groups()));
        copy.setTooltip(Tip.of(Texts.get("information.copy.tip")));
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        model.chainProperty().addListener((property, before, now) -> showChain());
        model.allocationProperty().addListener((property, before, now) -> showMap());
        model.workingProperty().addListener((property, before, now) -> showMap());
        model.failureProperty().addListener((property, before, now) -> showMap());
        frame.stage().setOnHidden(event -> model.close());
    }

    public static void show(Window owner, Jobs jobs, DiskViewModel disk) {
        InformationModel model = new InformationModel(jobs, disk);
        ImageInformationDialog dialog = new ImageInformationDialog(owner, model);
        dialog.showChain();
        dialog.showMap();
        dialog.frame.show();
        dialog.frame.root().lookup("#cancel").requestFocus();
        model.learn();
    }

    private static VBox section(String title, Node content) {
        Label head = new Label(Texts.get(title));
        head.getStyleClass().add("facts-title");
        return new VBox(6, head, content);
    }

    private void showMap() {
        if (model.allocationProperty().get().isPresent()) {
            map.getChildren().setAll(new AllocationMap(model.allocationProperty().get().get(),
                    model.disk().onDisk()));
        } else if (!model.failureProperty().get().isEmpty()) {
            map.getChildren().setAll(Message.of(Weight.ERROR, model.failureProperty().get()).node());
        } else if (model.isRemote()) {
            map.setMinHeight(0);
            map.getChildren().setAll(plain(Texts.get("map.remote")));
        } else {
            ProgressIndicator wheel = new ProgressIndicator();
            wheel.setMaxSize(28, 28);
            HBox waiting = new HBox(12, wheel, new Label(Texts.get("map.working")));
            waiting.setAlignment(Pos.CENTER);
            map.getChildren().setAll(waiting);
        }
    }

    private void showChain() {
        facts.getChildren().setAll(model.groups().stream().map(FactsGrid::of).toList());
        List<ImageFacts> known = model.chainProperty().get();
        boolean isBased = known.size() > 1 || !known.isEmpty() && known.get(0).backingFile().isPresent();
        chain.getChildren().setAll(isBased ? new ChainView(known) : plain(Texts.get("chain.none")));
        List<String> wrong = known.isEmpty() ? List.of() : known.get(0).problems();
        problems.getChildren().setAll(wrong.stream()
                .map(problem -> Message.of(Weight.WARNING, problem).node()).toList());
        problems.setVisible(!wrong.isEmpty());
    }

    private Node snapshots() {
        List<SnapshotFacts> taken = model.disk().snapshots();
        if (taken.isEmpty()) {
            return plain(Texts.get(model.disk().imageFormat().filter(format -> format.hasSnapshots())
                    .isPresent() ? "snapshots.none" : "snapshots.never"));
        }
        VBox line = new VBox();
        line.setId("timeline");
        for (int i = 0; i < taken.size(); i++) {
            line.getChildren().add(SnapshotCell.of(taken.get(i), i == 0));
        }
        line.getChildren().add(SnapshotCell.now(false));
        return line;
    }

    private static Label plain(String text) {
        Label label = Fields.hint(text);
        label.setWrapText(true);
        return label;
    }
}
