package org.platter.ui.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.platter.ui.Address;
import org.platter.ui.Background;
import org.platter.ui.Desk;
import org.platter.ui.DiskViewModel;
import org.platter.ui.apply.JobModel;

/**
 * Which thread a job runs on: that of the disk whose image it works on, where the window has that open, so
 * that nothing else is done to it meanwhile; else one of its own.
 */
final class Workers {

    private Workers() {}

    static JobModel.Worker of(DiskViewModel disk, String activity) {
        return (work, done, failed) -> disk.jobs().onImage(activity, work, done, failed);
    }

    /** @param screen runs what it is given on the window's thread */
    static JobModel.Worker own(Executor screen) {
        return (work, done, failed) -> {
            Background background = new Background("platter job", screen);
            background.run(work, done, failed);
            background.close(); // when the work has ended
        };
    }

    /**
     * Reads two images, of which the window may have one or both open.
     *
     * @param desk the disks that are open; nothing where none is
     */
    static JobModel.Worker reading(Optional<Desk> desk, Path one, Path other, String activity,
            Executor screen) {
        Optional<DiskViewModel> first = desk.filter(any -> !Address.is(one))
                .flatMap(any -> any.disk(one));
        Optional<DiskViewModel> second = desk.filter(any -> !Address.is(other))
                .flatMap(any -> any.disk(other));
        if (first.isPresent() && second.isPresent()) {
            return (work, done, failed) -> first.get().jobs().onImages(second.get(), activity, work, done,
                    failed);
        }
        return first.or(() -> second).map(disk -> of(disk, activity)).orElseGet(() -> own(screen));
    }

    /**
     * Reads {@code image}, on the thread of {@code shown} where that is its disk; a server's disk by a
     * connection of its own, since its server may end with the first.
     */
    static JobModel.Worker reading(Optional<DiskViewModel> shown, Path image, String activity,
            Executor screen) {
        return shown.filter(disk -> disk.path().equals(image) && !Address.is(image))
                .map(disk -> of(disk, activity))
                .orElseGet(() -> own(screen));
    }
}
