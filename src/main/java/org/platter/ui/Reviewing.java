package org.platter.ui;

import java.util.concurrent.atomic.AtomicLong;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.platter.operation.Draft;
import org.platter.session.OpenDisk;

/**
 * Has drafts reviewed in the background. Only the latest counts: those that it overtakes are not even begun.
 */
final class Reviewing {

    private final OpenDisk disk;
    private final Background background;
    private final AtomicLong latest = new AtomicLong();
    private final ReadOnlyObjectWrapper<Outlook> outlook = new ReadOnlyObjectWrapper<>(new Outlook.Nothing());

    Reviewing(OpenDisk disk, Background background) {
        this.disk = disk;
        this.background = background;
    }

    ReadOnlyObjectProperty<Outlook> outlookProperty() {
        return outlook.getReadOnlyProperty();
    }

    /** Works out what a draft takes, which is the disk's. */
    void of(Draft draft) {
        long mine = latest.incrementAndGet();
        if (draft.isEmpty()) {
            outlook.set(new Outlook.Nothing());
            return;
        }
        outlook.set(new Outlook.Working());
        background.run(() -> {
            if (mine != latest.get()) {
                return new Outlook.Working();
            }
            return new Outlook.Known(disk.review());
        }, known -> show(mine, known),
                failure -> show(mine, new Outlook.Failed(String.valueOf(failure.getMessage()))));
    }

    /** Forgets what is under way. */
    void stop() {
        latest.incrementAndGet();
    }

    private void show(long number, Outlook known) {
        if (number == latest.get()) {
            outlook.set(known);
        }
    }
}
