package org.platter.ui.dialog;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Alignment;
import org.platter.ui.Texts;
import org.platter.ui.frame.Form;
import org.platter.ui.frame.OneOf;
import org.platter.ui.frame.SizeField;

/** The bar and the fields of a {@link SpaceModel}. */
final class PlacementPane {

    private final SpaceModel model;
    private final int sectorSize;
    private final PlacementBar bar;
    private final SizeField before;
    private final SizeField size;
    private final SizeField after;
    private final Label limits = new Label();
    private final Button smallest = new Button(Texts.get("space.smallest"));
    private final Button largest = new Button(Texts.get("space.largest"));
    private final Label exact = new Label();
    private final ComboBox<Alignment> alignment;

    PlacementPane(SpaceModel model, int sectorSize, String look, OptionalLong used) {
        this.model = model;
        this.sectorSize = sectorSize;
        bar = new PlacementBar(model, look, used);
        before = field("before", model::askBefore);
        size = field("size", model::askSize);
        after = field("after", model::askAfter);
        limits.getStyleClass().add("form-hint");
        exact.getStyleClass().add("form-hint");
        exact.setId("exact");
        limits.setId("limits");
        smallest.setId("smallest");
        largest.setId("largest");
        smallest.setOnAction(event -> model.askSize(model.boundsProperty().get().minimumSize()));
        largest.setOnAction(event -> model.askSize(model.boundsProperty().get().maximumSize()));
        smallest.getStyleClass().addAll("flat", "small", "accent");
        largest.getStyleClass().addAll("flat", "small", "accent");
        alignment = OneOf.box("alignment", List.of(Alignment.MIB, Alignment.CYLINDER, Alignment.NONE),
                model.alignmentProperty(), one -> Texts.get("alignment." + one.id()));
        model.rangeProperty().addListener((property, old, now) -> show());
        model.boundsProperty().addListener((property, old, now) -> show());
        model.problemProperty().addListener((property, old, now) -> {
            if (now.isEmpty()) {
                show(); // what was refused in another field is gone
            }
        });
        show();
    }

    private SizeField field(String id, LongConsumer asked) {
        return new SizeField(id, sectorSize, asked, model::reject,
                () -> !model.problemProperty().get().isEmpty());
    }

    /** The bar, with what is possible below it. */
    Node top() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(6, limits, space, smallest, largest);
        line.setAlignment(Pos.CENTER_LEFT);
        VBox box = new VBox(bar, line);
        box.getStyleClass().add("placement");
        return box;
    }

    void addTo(Form form) {
        form.field(Texts.get("space.before.label"), before.node()).setLabelFor(before.editor());
        form.field(Texts.get("space.size.label"), size.node()).setLabelFor(size.editor());
        form.field(Texts.get("space.after.label"), after.node()).setLabelFor(after.editor());
        form.field(Texts.get("space.align.label"), alignment);
        form.wide(exact);
    }

    /** Shows it as another file system. */
    void look(String look) {
        bar.look(look);
    }

    /** The field to begin with. */
    void focus() {
        (size.editor().isDisabled() ? before : size).editor().requestFocus();
        (size.editor().isDisabled() ? before : size).editor().selectAll();
    }

    private void show() {
        ByteRange range = model.range();
        before.show(model.before());
        size.show(model.size());
        after.show(Math.max(0, model.after()));
        before.off(model.fixed().orElse(""));
        after.off(model.fixed().orElse(""));
        size.off(model.stiff().orElse(""));
        SpaceModel.Bounds bounds = model.boundsProperty().get();
        smallest.setDisable(bounds.shrink().isPresent() || model.size() <= bounds.minimumSize());
        largest.setDisable(bounds.grow().isPresent() || model.size() >= bounds.maximumSize());
        limits.setText(model.stiff().isPresent() ? model.stiff().get() : Texts.get("space.limits",
                ByteSize.format(bounds.minimumSize()), ByteSize.format(bounds.maximumSize())));
        exact.setText(Texts.get("space.exact", range.start() / sectorSize, range.end() / sectorSize - 1,
                range.length() / sectorSize));
    }
}
