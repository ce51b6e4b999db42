package org.platter.ui.frame;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.layout.Region;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;

/** Chooses a file system; those that cannot be made are grey, and say why. */
public final class FileSystemBox {

    private final ComboBox<FileSystemChoice> box;

    public FileSystemBox(List<FileSystemChoice> choices, ObjectProperty<FileSystemChoice> chosen) {
        box = OneOf.limited("file-system", choices, chosen, FileSystemChoice::isPossible);
        box.setCellFactory(list -> new Cell(true));
        box.setButtonCell(new Cell(false));
    }

    public ComboBox<FileSystemChoice> node() {
        return box;
    }

    private static final class Cell extends ListCell<FileSystemChoice> {

        private final boolean explains;
        private final Region swatch = new Region();

        Cell(boolean explains) {
            this.explains = explains;
            swatch.getStyleClass().add("choice-swatch");
        }

        @Override
        protected void updateItem(FileSystemChoice choice, boolean empty) {
            super.updateItem(choice, empty);
            setTooltip(null);
            if (empty || choice == null) {
                setText("");
                setGraphic(null);
                return;
            }
            swatch.getStyleClass().setAll("choice-swatch", choice.type()
                    .map(type -> FileSystemLook.of(type).styleClass()).orElse("fs-unknown"));
            setGraphic(swatch);
            setText(choice.isPossible() || !explains ? choice.name()
                    : Texts.get("choice.impossible", choice.name(), choice.reason()));
            setDisable(explains && !choice.isPossible());
            if (!choice.isPossible()) {
                setTooltip(Tip.of(choice.reason()));
            }
        }
    }
}
