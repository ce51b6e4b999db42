package org.platter.commit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.LoopDevice;
import org.platter.stage.Workplace;

/**
 * Puts a new file together out of shared blocks of the old one and renames it over the old one. Where the
 * file system turns out not to share blocks, it goes on as {@link InPlaceCommit}.
 */
public final class CloneCommit implements Commit {

    private static final long PROBE = 1 << 20;

    private final Change change;

    public CloneCommit(Change change) {
        this.change = change;
    }

    /**
     * Returns whether an image can be replaced by a clone of it: a regular file that no loop device reads and
     * no other program writes, on a file system that shares blocks, of which a new file can have all
     * attributes.
     */
    static boolean isPossible(Change change) throws IOException {
        HostFile file = change.image().file();
        if (Provision.whyNotReplaced(file).isPresent() || isAttached(file.realPath())
                || file.hasOtherWriters()) {
            return false;
        }
        try (HostFile probe = HostFile.createUnnamed(file.around().orElseThrow())) {
            return file.copyAttributesTo(probe)
                    && probe.tryCloneRange(file, new ByteRange(0, Math.min(PROBE, file.size())), 0);
        }
    }

    @Override
    public Estimate estimate() throws IOException {
        try (HostFolder folder = folder()) {
            return freshCopy(folder).estimate();
        }
    }

    @Override
    public void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        try (HostFolder folder = folder()) {
            if (freshCopy(folder).tryRun(events, cancelled)) {
                return;
            }
        }
        new InPlaceCommit(change).run(events, cancelled);
    }

    private HostFolder folder() throws IOException {
        // where the path is a link, what it leads to is replaced
        HostFolder folder = HostFolder.open(Workplace.beside(change.image().file()));
        try {
            folder.requireImage(change.image().file());
            return folder;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    private FreshCopy freshCopy(HostFolder folder) throws IOException {
        HostFile file = change.image().file();
        return new FreshCopy(new HostStoredFile(file), folder, file.name(), change.staged(), change.live(),
                change.tables());
    }

    /** A loop device would go on with the old file, which then has no name any more. */
    private static boolean isAttached(Path path) throws IOException {
        return LoopDevice.list().stream().anyMatch(loop -> loop.file().equals(path));
    }
}
