package org.platter.ui.main;

import javafx.beans.value.ChangeListener;
import org.platter.ui.OpenDisks;

/** Follows the disk that is looked at. */
final class PerDisk {

    private PerDisk() {}

    /** Runs {@code update} now, when another disk is looked at, and when something on it changes. */
    static void follow(OpenDisks disks, Runnable update) {
        ChangeListener<Number> onChange = (property, before, now) -> update.run();
        disks.currentProperty().addListener((property, before, now) -> {
            before.ifPresent(disk -> disk.changesProperty().removeListener(onChange));
            now.ifPresent(disk -> disk.changesProperty().addListener(onChange));
            update.run();
        });
        disks.current().ifPresent(disk -> disk.changesProperty().addListener(onChange));
        update.run();
    }
}
