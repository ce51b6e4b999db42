package org.platter.ui;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.session.OpenDisk;
import org.platter.session.StateFolder;

/** What the window remembers from one start to the next: recent images, and how it was set up. */
public final class Remembered {

    private static final int MAX_RECENT = 12;

    private final Path file;
    private final ObservableList<Path> recent = FXCollections.observableArrayList();
    private final Properties settings = new Properties();

    private Remembered(Path file) {
        this.file = file;
    }

    /** Where it is kept: below {@code XDG_STATE_HOME}, else below {@code ~/.local/state}. */
    public static Path place(Map<String, String> environment) {
        return StateFolder.of(environment).resolve("platter").resolve("window.properties");
    }

    /** Reads what was remembered; nothing is where the file is not there or cannot be read. */
    public static Remembered from(Path file) {
        Remembered remembered = new Remembered(file);
        try (Reader reader = Files.newBufferedReader(file)) {
            remembered.settings.load(reader);
        } catch (IOException | IllegalArgumentException absent) {
            return remembered; // a first start, or a file that no editor of ours wrote
        }
        IntStream.range(0, MAX_RECENT).mapToObj(i -> remembered.settings.getProperty("recent." + i, ""))
                .filter(path -> path.startsWith("/") || Address.is(path)).map(Path::of)
                .forEach(remembered.recent::add);
        return remembered;
    }

    /** The images that were open last, the latest first. */
    public ObservableList<Path> recent() {
        return recent;
    }

    /** Puts an image at the head of the recent ones. */
    public void opened(Path image) {
        Set<Path> paths = new LinkedHashSet<>(
                List.of(Address.is(image) ? image : image.toAbsolutePath().normalize()));
        paths.addAll(recent);
        recent.setAll(paths.stream().limit(MAX_RECENT).toList());
    }

    public void forgetRecent() {
        recent.clear();
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(settings.getProperty(name));
    }

    public void put(String name, String value) {
        settings.setProperty(name, value);
    }

    /**
     * Returns work that writes what is remembered now to its file, in one step; it may run on any thread, and
     * throws an {@link IOException} where the file cannot be written.
     */
    public OpenDisk.Work<Path> saving() {
        Properties now = new Properties();
        settings.stringPropertyNames().stream().filter(name -> !name.startsWith("recent."))
                .forEach(name -> now.setProperty(name, settings.getProperty(name)));
        IntStream.range(0, recent.size())
                .forEach(i -> now.setProperty("recent." + i, recent.get(i).toString()));
        return () -> {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "window", ".new");
            try (Writer writer = Files.newBufferedWriter(fresh)) {
                now.store(writer, null);
            }
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        };
    }
}
