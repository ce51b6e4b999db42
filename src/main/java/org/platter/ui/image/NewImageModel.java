package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.TableType;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.NewImage;
import org.platter.ui.Answers;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** A new image: where, how large, in which format, and what is in it at first. */
final class NewImageModel {

    /** What a new image holds. */
    enum Content {
        EMPTY, TABLE, BACKING, FOLDER;

        /** The name in texts. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long LEAST = ByteSize.MIB;
    private static final long SECTOR = 512;

    private final Jobs jobs;
    private final Answers answers;
    private final TargetModel target = new TargetModel("raw");
    private final ReadOnlyLongWrapper size = new ReadOnlyLongWrapper(4 * ByteSize.GIB);
    private final StringProperty rejected = new SimpleStringProperty("");
    private final ObjectProperty<Content> content = new SimpleObjectProperty<>(Content.EMPTY);
    private final BooleanProperty asLargeAsNeeded = new SimpleBooleanProperty(true);
    private final FileChoice backing = new FileChoice();
    private final ObjectProperty<ImageFormat> backingFormat = new SimpleObjectProperty<>(
            ImageFormats.find("qcow2").orElseThrow());
    private final FileChoice folder = new FileChoice();
    private final ObjectProperty<TableType> table = new SimpleObjectProperty<>(TableType.GPT);
    private final ObjectProperty<Optional<FileSystemType>> fileSystem = new SimpleObjectProperty<>(
            Optional.empty());
    private final StringProperty label = new SimpleStringProperty("");
    private final StringBinding problem;

    NewImageModel(Jobs jobs, Answers answers) {
        this.jobs = jobs;
        this.answers = answers;
        problem = Bindings.createStringBinding(this::findProblem, target.observed(size, rejected, content,
                asLargeAsNeeded, backing.textProperty(), backingFormat, folder.textProperty(), table,
                fileSystem, label));
        content.addListener((property, before, now) -> {
            if (now == Content.BACKING && !target.formatProperty().get().hasBacking()) {
                target.formatProperty().set(ImageFormats.find("qcow2").orElseThrow());
            }
        });
        backing.textProperty().addListener((property, before, now) -> {
            String lower = now.strip().toLowerCase(Locale.ROOT);
            if (lower.matches(".*\\.(raw|img|iso|dd|bin)")) {
                backingFormat.set(ImageFormats.find("raw").orElseThrow());
            } else {
                ImageFormats.all().stream().filter(known -> lower.endsWith("." + known.name())).findFirst()
                        .ifPresent(backingFormat::set);
            }
        });
    }

    TargetModel target() {
        return target;
    }

    ReadOnlyLongProperty sizeProperty() {
        return size.getReadOnlyProperty();
    }

    ObjectProperty<Content> contentProperty() {
        return content;
    }

    /** Whether its size is the backing file's, or what the folder's files need. */
    BooleanProperty asLargeAsNeededProperty() {
        return asLargeAsNeeded;
    }

    FileChoice backing() {
        return backing;
    }

    ObjectProperty<ImageFormat> backingFormatProperty() {
        return backingFormat;
    }

    FileChoice folder() {
        return folder;
    }

    ObjectProperty<TableType> tableProperty() {
        return table;
    }

    /** The file system of the one partition; empty for a table without partitions. */
    ObjectProperty<Optional<FileSystemType>> fileSystemProperty() {
        return fileSystem;
    }

    StringProperty labelProperty() {
        return label;
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

    /** Whether a size is asked for. */
    boolean hasOwnSize() {
        return !asLargeAsNeeded.get() || content.get() == Content.EMPTY || content.get() == Content.TABLE;
    }

    /** The image as it stands. */
    NewImage wanted() {
        boolean based = content.get() == Content.BACKING;
        boolean filled = content.get() == Content.FOLDER;
        return new NewImage(target.formatProperty().get().name(),
                hasOwnSize() ? OptionalLong.of(size.get()) : OptionalLong.empty(), target.chosenOptions(),
                based ? backing.asGiven() : Optional.empty(),
                based ? Optional.of(backingFormat.get().name()) : Optional.empty(),
                filled ? folder.path() : Optional.empty(),
                fileSystem.get().map(FileSystemType::id).orElse("ext4"), script(),
                target.replaceProperty().get());
    }

    /** Makes it; on a worker. */
    JobOutcome make(Path image, NewImage wanted, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        jobs.create(image, wanted, answers.of(wanted.backing().map(image::resolveSibling).orElse(image)),
                events, cancelled);
        return JobOutcome.good(Texts.get("job.new.done"), Texts.get("job.new.sentence", image))
                .withMade(image);
    }

    private List<String> script() {
        if (content.get() != Content.TABLE) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("table type=" + (table.get() == TableType.GPT ? "gpt" : "msdos"));
        fileSystem.get().ifPresent(type -> lines.add("create size=max fs=" + type.id()
                + (label.get().isEmpty() ? "" : " label=" + quoted(label.get()))));
        return lines;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String findProblem() {
        if (!rejected.get().isEmpty() && hasOwnSize()) {
            return rejected.get();
        }
        if (hasOwnSize() && size.get() < LEAST) {
            return Texts.get("image.small", ByteSize.format(LEAST));
        }
        if (hasOwnSize() && size.get() % SECTOR != 0) {
            return Texts.get("image.sectors");
        }
        String where = target.problem();
        if (!where.isEmpty()) {
            return where;
        }
        return switch (content.get()) {
            case EMPTY -> "";
            case TABLE -> labelProblem();
            case BACKING -> backingProblem();
            case FOLDER -> folder.isEmpty() ? Texts.get("image.which-folder")
                    : folder.path().filter(Files::isDirectory).isPresent() ? ""
                    : Texts.get("image.no-folder", folder.textProperty().get());
        };
    }

    private String labelProblem() {
        try {
            if (fileSystem.get().isPresent()) {
                fileSystem.get().get().checkedLabel(label.get());
            }
            return "";
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }

    private String backingProblem() {
        if (!target.formatProperty().get().hasBacking()) {
            return Texts.get("image.never-backing", target.formatProperty().get().title());
        }
        if (backing.isEmpty()) {
            return Texts.get("image.which-backing");
        }
        Optional<Path> named = backing.asGiven();
        Path folderOfTarget = target.file().path().orElseThrow().getParent();
        return named.isPresent() && Files.isRegularFile(folderOfTarget.resolve(named.get())) ? ""
                : Texts.get("image.absent", backing.textProperty().get().strip());
    }
}
