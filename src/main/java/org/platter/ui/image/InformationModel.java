package org.platter.ui.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;
import org.platter.ui.Address;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.FactsGrid;

/** What is known of an image: its facts, its chain, and how it keeps its bytes, as they become known. */
final class InformationModel {

    private final Jobs jobs;
    private final DiskViewModel disk;
    private final ReadOnlyObjectWrapper<List<ImageFacts>> chain = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Optional<Allocation>> allocation = new ReadOnlyObjectWrapper<>(
            Optional.empty());
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");
    private final AtomicBoolean closed = new AtomicBoolean();

    InformationModel(Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        chain.set(disk.disk().facts().map(List::of).orElse(List.of()));
    }

    DiskViewModel disk() {
        return disk;
    }

    /** The image first, then what it is based on; at first only the image. */
    ReadOnlyObjectProperty<List<ImageFacts>> chainProperty() {
        return chain.getReadOnlyProperty();
    }

    /** How it keeps its bytes, once that is known. */
    ReadOnlyObjectProperty<Optional<Allocation>> allocationProperty() {
        return allocation.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /** Why it cannot be told, in a sentence; empty when all is well. */
    ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** Whether another program serves the disk, so that there is no file here. */
    boolean isRemote() {
        return Address.is(disk.path());
    }

    /** Begins to find out: first the chain, then how the bytes are kept. */
    void learn() {
        if (isRemote()) {
            working.set(false); // its server may take no second connection, and end with the first
            return;
        }
        ImageOptions options = disk.disk().options();
        long size = disk.onDisk().diskSize();
        disk.jobs().onImage(Texts.get("information.activity"), () -> {
            List<ImageFacts> known = jobs.chain(disk.path(), options);
            disk.onScreen(() -> chain.set(known));
            Allocation found = new Allocation(size);
            jobs.map(disk.path(), options, found::add, event -> {}, closed::get);
            return found;
        }, found -> {
            working.set(false);
            allocation.set(Optional.of(found));
        }, this::failed);
    }

    private void failed(Throwable why) {
        working.set(false);
        if (!(why instanceof Cancelled)) {
            failure.set(why.getMessage() == null ? why.toString() : why.getMessage());
        }
    }

    /** Lets go of what is still being found out. */
    void close() {
        closed.set(true);
    }

    /** Returns the facts of the image as names and values. */
    List<FactsGrid.Group> groups() {
        List<FactsGrid.Fact> facts = new ArrayList<>();
        Optional<ImageFacts> known = chain.get().stream().findFirst();
        add(facts, "facts.path", Address.text(disk.path()));
        add(facts, "facts.format", disk.imageFormat().map(Fields::words).orElse(disk.disk().format()));
        add(facts, "facts.virtual-size", exact(disk.onDisk().diskSize()));
        known.filter(image -> !isRemote()).ifPresent(image -> {
            add(facts, "facts.file-size", exact(image.fileSize()));
            add(facts, "facts.allocated", Texts.get("facts.share", exact(image.allocatedSize()),
                    percent(image.allocatedSize(), image.virtualSize())));
            image.clusterSize().ifPresent(size -> add(facts, "facts.cluster", ByteSize.format(size)));
        });
        add(facts, "facts.sector", Texts.get("facts.bytes", disk.onDisk().sectorSize()));
        known.flatMap(ImageFacts::backingFile).ifPresent(name -> add(facts, "facts.backing", name));
        known.ifPresent(image -> image.details()
                .forEach((name, value) -> facts.add(new FactsGrid.Fact(capital(name), value))));
        return List.of(new FactsGrid.Group(Texts.get("facts.image"), facts));
    }

    private static void add(List<FactsGrid.Fact> facts, String name, String value) {
        facts.add(new FactsGrid.Fact(Texts.get(name), value));
    }

    private static String exact(long bytes) {
        return Texts.get("facts.exact", ByteSize.format(bytes), bytes);
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "–" : Math.round(100.0 * part / whole) + " %";
    }

    private static String capital(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
