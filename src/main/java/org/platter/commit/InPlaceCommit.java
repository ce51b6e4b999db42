package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
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
        return inPlace().estimate();
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        inPlace().run(events, cancelled);
    }

    private InPlace inPlace() throws IOException {
        DiskImage image = change.image();
        Workplace place = Workplace.of(image.path());
        Path around = image.isRemote() ? place.folder() : image.path().toRealPath().getParent();
        return new InPlace(DeviceFile.of(image), new HostFolder(around), new HostFolder(place.folder()),
                place.journal().getFileName().toString(), change.staged(), change.live(), change.tables(),
                change.text(), Limits.USUAL);
    }
}
