package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.layout.Choices;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Script;
import org.platter.session.BlockDevices;
import org.platter.session.Browsing;
import org.platter.session.OpenDisk;
import org.platter.session.Usage;
import org.platter.session.VolumeGroup;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;

/**
 * An open disk, as the window needs it: a session, or a fake in tests. What throws may take long, and is
 * called on the disk's worker thread only; the rest is plain getters.
 */
public interface DiskModel extends OpenDisk {

    /** How it was opened; jobs on its image open it the same way. */
    default ImageOptions options() {
        return ImageOptions.usual();
    }

    /** Lets the image name a file outside of its folder, from the next opening on: somebody said so. */
    default void allow(Path file) {}

    /** What this computer tells of a disk that is a device of its own; nothing of images. */
    default Optional<BlockDevices.Device> device() {
        return Optional.empty();
    }

    /** What the image's own file tells; nothing where that cannot be told. */
    default Optional<ImageFacts> facts() {
        return Optional.empty();
    }

    /** Whether {@link #apply} can keep what was before as a snapshot in the image. */
    default boolean canKeepSnapshot() {
        return false;
    }

    /** Sets the name of the snapshot that {@link #apply} keeps of what was before; empty for none. */
    default void setKeepSnapshot(Optional<String> name) {}

    @Override
    default void allowOverwriting(RangeSet ranges) {}

    /**
     * Sets the draft to act on, on the disk's thread. What was learned of the disk meanwhile goes into the
     * draft.
     *
     * @throws Refusal if what was learned forbids what the draft asks for
     */
    default void take(Draft given) throws Refusal {
        setDraft(given.base().equals(onDisk()) ? given : given.withBase(onDisk()));
    }

    /**
     * Returns a draft with every line of a script queued, whatever that has to be looked at for.
     *
     * @throws Refusal if a line is wrong or impossible, naming its number
     */
    default Draft append(Draft given, String script) throws IOException, Refusal {
        return Script.append(given, script);
    }

    /** Reads what is pasted from an image by the model that has it open; that does not change meanwhile. */
    default void borrow(Path image, DiskModel lender) {}

    /** Whether its engine is a process of its own, which can read nothing that is open here. */
    default boolean isElsewhere() {
        return false;
    }

    @Override
    default List<VolumeGroup> volumeGroups() {
        return List.of();
    }

    /** Why files of partitions cannot be shown by this model, in a sentence; nothing where they may be. */
    default Optional<String> whyNotBrowse() {
        return isElsewhere() ? Optional.of(Texts.get("why.browse-by-root", path())) : Optional.empty();
    }

    /** As {@link org.platter.session.DiskSession#browse}. */
    default Browsing browse(PartitionId id) throws IOException, Refusal {
        throw new Refusal(whyNotBrowse().orElse(""));
    }

    @Override
    default boolean isHeld() {
        return true;
    }

    @Override
    default void hold() throws IOException, Refusal {}

    @Override
    default Optional<String> use(PartitionId id) {
        return Optional.empty();
    }

    @Override
    default Optional<String> whyNot(PartitionId id, Usage usage) {
        return Optional.of(Texts.get("why.no-device"));
    }

    @Override
    default Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        throw new Refusal(whyNot(id, usage).orElse(""));
    }

    @Override
    default Choices choices() {
        return options().choices();
    }

    @Override
    default void choose(Choices choices) throws IOException {}

    /**
     * Runs work on the image, which is closed here meanwhile and then read afresh; what is pending is kept
     * where it still can be had.
     */
    default <T> T aside(Background.Work<T> work) throws IOException, Refusal {
        return work.run();
    }
}
