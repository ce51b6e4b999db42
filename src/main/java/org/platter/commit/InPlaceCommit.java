package org.platter.commit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.image.DiskImage;
import org.platter.stage.Workplace;

/** Copies within the image, under a journal that is resumed if the power fails. */
public final class InPlaceCommit implements Commit {

    private final Change change;

    public InPlaceCommit(Change change) {
        this.change = change;
    }

    @Override
    public Estimate estimate() throws IOException {
        try (HostFolder home = HostFolder.open(place()); HostFolder around = around(change.image())) {
            return inPlace(around, home).estimate();
        }
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        change.image().beginWriting(); // what keeps it from being written has to be known before BEGIN
        try (HostFolder home = HostFolder.open(place()); HostFolder around = around(change.image())) {
            inPlace(around, home).run(events, cancelled);
        }
    }

    /** Whether there is a folder for the journal, which others cannot exchange. */
    static boolean hasPlace(DiskImage image) {
        try {
            Workplace.of(image);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Workplace place() throws IOException {
        return Workplace.of(change.image());
    }

    /** Opens the folder of an image, of which only the room matters. */
    static HostFolder around(DiskImage image) throws IOException {
        return HostFolder.of(image.isRemote() ? Workplace.of(image).open()
                : image.file().around().orElseThrow().again(), 0);
    }

    private InPlace inPlace(HostFolder around, HostFolder home) throws IOException {
        return new InPlace(DeviceFile.of(change.image()), around, home, place().name(), change.staged(),
                change.live(), change.tables(), change.text(), Limits.USUAL,
                Recovery.marking(change.image(), place().journal()));
    }
}
