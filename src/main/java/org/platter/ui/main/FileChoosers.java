package org.platter.ui.main;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.platter.ui.Texts;
import org.platter.ui.action.FilePrompts;
import org.platter.ui.image.ImageFilters;

/** Asks for files by the system's own dialogs. */
public final class FileChoosers implements FilePrompts {

    private final Window owner;
    private Optional<File> folder = Optional.empty();

    public FileChoosers(Window owner) {
        this.owner = owner;
    }

    @Override
    public List<Path> images() {
        FileChooser chooser = chooser("choose.images");
        chooser.getExtensionFilters().setAll(ImageFilters.all());
        List<File> files = chooser.showOpenMultipleDialog(owner);
        return files == null ? List.of() : files.stream().map(this::remember).toList();
    }

    @Override
    public Optional<Path> scriptToSave(String name) {
        FileChooser chooser = chooser("choose.script.save");
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(this::remember);
    }

    @Override
    public Optional<Path> scriptToLoad() {
        return Optional.ofNullable(chooser("choose.script.load").showOpenDialog(owner)).map(this::remember);
    }

    @Override
    public Optional<Path> tableToSave(String name) {
        FileChooser chooser = chooser("choose.table.save");
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(this::remember);
    }

    @Override
    public Optional<Path> tableToLoad() {
        return Optional.ofNullable(chooser("choose.table.load").showOpenDialog(owner)).map(this::remember);
    }

    private FileChooser chooser(String title) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.get(title));
        folder.filter(File::isDirectory).ifPresent(chooser::setInitialDirectory);
        return chooser;
    }

    private Path remember(File file) {
        folder = Optional.ofNullable(file.getAbsoluteFile().getParentFile());
        return file.toPath();
    }
}
