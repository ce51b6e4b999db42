package org.platter.ui.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.ComboBox;
import org.platter.session.image.BitmapFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Form;

/** Asks for the bitmap, of the same image or of another one, whose bits another bitmap gets, too. */
final class BitmapMergeDialog {

    private final DiskViewModel disk;
    private final String target;
    private final FileChoice image = new FileChoice();
    private final StringProperty source = new SimpleStringProperty("");

    private BitmapMergeDialog(DiskViewModel disk, String target) {
        this.disk = disk;
        this.target = target;
        image.set(disk.path());
    }

    /** @param merge is given the other image, if it is another one, and the name of the bitmap in it */
    static void show(DialogFrame owner, DiskViewModel disk, String target,
            BiConsumer<Optional<Path>, String> merge) {
        new BitmapMergeDialog(disk, target).show(owner, merge);
    }

    private void show(DialogFrame owner, BiConsumer<Optional<Path>, String> merge) {
        DialogFrame frame = new DialogFrame(owner.stage(), "merge-bitmap-dialog").fixed().width(520)
                .heading("mdi2c-call-merge", Texts.get("bitmaps.merge.title", target))
                .subheading(Texts.get("bitmaps.merge.subtitle"));
        Form form = new Form();
        Fields.file(form, frame, "merge-image", Texts.get("bitmaps.merge.image"), image, Fields.Purpose.OPEN);
        ComboBox<String> names = new ComboBox<>();
        names.setId("merge-source");
        names.setEditable(true);
        names.setMaxWidth(Double.MAX_VALUE);
        names.getEditor().textProperty().bindBidirectional(source);
        disk.bitmaps().stream().filter(BitmapFacts::isValid).map(BitmapFacts::name)
                .filter(name -> !name.equals(target)).forEach(names.getItems()::add);
        names.getSelectionModel().selectFirst();
        form.field(Texts.get("bitmaps.merge.source"), names);
        frame.body(form.node());
        frame.cancelButton(Texts.get("dialog.cancel"));
        StringBinding problem = Bindings.createStringBinding(this::problem, image.textProperty(), source);
        frame.defaultButton("really", Texts.get("bitmaps.merge.go"), problem, () -> {
            frame.close();
            merge.accept(isSameImage() ? Optional.empty() : image.path(), source.get());
        });
        frame.show();
        names.requestFocus();
    }

    private boolean isSameImage() {
        return image.path().equals(Optional.of(disk.path().toAbsolutePath().normalize()));
    }

    private String problem() {
        String unread = image.problemOfOld(Texts.get("bitmaps.merge.which-image"));
        if (!unread.isEmpty()) {
            return unread;
        }
        return source.get().isEmpty() ? Texts.get("bitmaps.merge.which")
                : isSameImage() && source.get().equals(target) ? Texts.get("bitmaps.merge.itself") : "";
    }
}
