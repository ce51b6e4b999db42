package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** Another backing file for an image, or none. */
final class RebaseModel {

    private final Jobs jobs;
    private final DiskViewModel disk;
    private final Answers answers;
    private final BooleanProperty standsAlone = new SimpleBooleanProperty();
    private final FileChoice backing = new FileChoice();
    private final ObjectProperty<ImageFormat> format = new SimpleObjectProperty<>(
            ImageFormats.find("qcow2").orElseThrow());
    private final BooleanProperty nameOnly = new SimpleBooleanProperty();
    private final StringBinding problem;

    RebaseModel(Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        answers = new Answers().with(disk.path(), disk.disk().options());
        now().ifPresent(name -> backing.textProperty().set(name));
        disk.disk().facts().flatMap(ImageFacts::backingFormat).flatMap(ImageFormats::find)
                .ifPresent(format::set);
        backing.textProperty().addListener((property, before, name) -> {
            String lower = name.strip().toLowerCase(Locale.ROOT);
            (lower.matches(".*\\.(raw|img|iso|dd|bin)") ? ImageFormats.find("raw")
                    : ImageFormats.all().stream().filter(known -> lower.endsWith("." + known.name()))
                            .findFirst())
                    .ifPresent(format::set);
        });
        problem = Bindings.createStringBinding(this::findProblem, standsAlone, backing.textProperty(), format,
                nameOnly);
    }

    Answers answers() {
        return answers;
    }

    /** The backing file by now, as the image names it. */
    Optional<String> now() {
        return disk.disk().facts().flatMap(ImageFacts::backingFile);
    }

    /** Whether the image is to hold all of its disk itself. */
    BooleanProperty standsAloneProperty() {
        return standsAlone;
    }

    FileChoice backing() {
        return backing;
    }

    ObjectProperty<ImageFormat> formatProperty() {
        return format;
    }

    /** Whether only the name in the image changes, whatever the two files hold. */
    BooleanProperty nameOnlyProperty() {
        return nameOnly;
    }

    static List<ImageFormat> formats() {
        return ImageFormats.all();
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** The new backing file as it is to be named in the image; empty for none. */
    Optional<Path> wanted() {
        return standsAlone.get() ? Optional.empty() : backing.asGiven();
    }

    /** Does it; on a worker. */
    JobOutcome run(Optional<Path> wanted, Optional<String> itsFormat, boolean isNameOnly,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        jobs.rebase(disk.path(), answers.of(disk.path()), wanted, itsFormat, isNameOnly, events, cancelled);
        return JobOutcome.good(Texts.get("job.rebase.done"), wanted.isPresent()
                ? Texts.get("job.rebase.sentence", wanted.get()) : Texts.get("job.rebase.sentence.none"));
    }

    private String findProblem() {
        if (standsAlone.get()) {
            return now().isEmpty() ? Texts.get("rebase.nothing") : "";
        }
        if (backing.isEmpty()) {
            return Texts.get("image.which-backing");
        }
        boolean same = now().equals(Optional.of(backing.textProperty().get().strip()))
                && disk.disk().facts().flatMap(ImageFacts::backingFormat)
                        .equals(Optional.of(format.get().name()));
        if (same) {
            return Texts.get("rebase.nothing");
        }
        Optional<Path> named = backing.asGiven();
        return named.isPresent() && (nameOnly.get()
                || Files.isRegularFile(disk.path().resolveSibling(named.get()))) ? ""
                        : Texts.get("image.absent", backing.textProperty().get().strip());
    }
}
