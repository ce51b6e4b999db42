package org.platter.ui.dialog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.ByteSize;
import org.platter.ui.Texts;

/** A new, empty raw image: where, and how large. */
final class NewImageModel {

    private static final long LEAST = ByteSize.MIB;
    private static final long SECTOR = 512;

    private final StringProperty path = new SimpleStringProperty("");
    private final ReadOnlyLongWrapper size = new ReadOnlyLongWrapper(4 * ByteSize.GIB);
    private final StringProperty rejected = new SimpleStringProperty("");
    private final StringBinding problem = Bindings.createStringBinding(this::findProblem, path, size,
            rejected);

    StringProperty pathProperty() {
        return path;
    }

    ReadOnlyLongProperty sizeProperty() {
        return size.getReadOnlyProperty();
    }

    /** Why it cannot be made as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    void ask(long bytes) {
        rejected.set("");
        size.set(bytes);
    }

    void reject(String why) {
        rejected.set(why);
    }

    /**
     * Makes the file: all of it a hole, so that it takes no room.
     *
     * @return its path
     * @throws IOException if it is there already, or cannot be made, in a sentence
     */
    Path make() throws IOException {
        Path file = Path.of(path.get().strip()).toAbsolutePath().normalize();
        try (SeekableByteChannel channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            channel.position(size.get() - 1);
            channel.write(ByteBuffer.allocate(1));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(Texts.get("image.exists", file), e);
        } catch (NoSuchFileException e) {
            throw new IOException(Texts.get("image.no-folder", file.getParent()), e);
        } catch (IOException e) {
            throw new IOException(Texts.get("image.failed", file, String.valueOf(e.getMessage())), e);
        }
        return file;
    }

    private String findProblem() {
        if (!rejected.get().isEmpty()) {
            return rejected.get();
        }
        if (size.get() < LEAST) {
            return Texts.get("image.small", ByteSize.format(LEAST));
        }
        if (size.get() % SECTOR != 0) {
            return Texts.get("image.sectors");
        }
        if (path.get().isBlank()) {
            return Texts.get("image.where");
        }
        try {
            Path file = Path.of(path.get().strip()).toAbsolutePath();
            if (Files.exists(file)) {
                return Texts.get("image.exists", file);
            }
            return Files.isDirectory(file.getParent()) ? "" : Texts.get("image.no-folder", file.getParent());
        } catch (InvalidPathException e) {
            return Texts.get("image.no-path", path.get());
        }
    }
}
