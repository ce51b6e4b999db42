package org.platter.ui.image;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.ui.Address;
import org.platter.ui.Texts;

/** A file that somebody names, and why it will not do. */
public final class FileChoice {

    private final StringProperty text = new SimpleStringProperty("");

    public StringProperty textProperty() {
        return text;
    }

    public void set(Path file) {
        text.set(Address.text(file));
    }

    public boolean isEmpty() {
        return text.get().isBlank();
    }

    /** Returns the file, absolute; nothing where the text names none. */
    public Optional<Path> path() {
        if (isEmpty() || text.get().indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(text.get().strip());
            return Optional.of(Address.is(path) ? path : path.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the file as a text names it: relative where it was given so. */
    Optional<Path> asGiven() {
        return path().map(path -> Address.is(path) ? path : Path.of(text.get().strip()));
    }

    /**
     * Returns why no file can be made there, in a sentence; empty where one can.
     *
     * @param unnamed what is said while nothing is named
     */
    String problemOfNew(String unnamed, boolean replace) {
        if (isEmpty()) {
            return unnamed;
        }
        Optional<Path> file = path();
        if (file.isEmpty() || file.get().getParent() == null) {
            return Texts.get("image.no-path", text.get());
        }
        if (Files.isDirectory(file.get())) {
            return Texts.get("image.folder", file.get());
        }
        if (Files.exists(file.get()) && !replace) {
            return Texts.get("image.exists", file.get());
        }
        return Files.isDirectory(file.get().getParent()) ? ""
                : Texts.get("image.no-folder", file.get().getParent());
    }

    /** Returns why there is no file to read there, in a sentence; empty where there is. */
    public String problemOfOld(String unnamed) {
        if (isEmpty()) {
            return unnamed;
        }
        Optional<Path> file = path();
        return file.isEmpty() ? Texts.get("image.no-path", text.get())
                : Address.is(file.get()) || Files.exists(file.get()) && !Files.isDirectory(file.get()) ? ""
                : Texts.get("image.absent", file.get());
    }

    /** Whether a file of that name is there already. */
    boolean exists() {
        return path().filter(file -> !Address.is(file)).filter(Files::isRegularFile).isPresent();
    }
}
