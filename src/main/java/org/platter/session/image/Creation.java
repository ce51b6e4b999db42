package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.ResolvedNames;
import org.platter.transfer.BlankImage;
import org.platter.transfer.Unfinished;

/** Makes new images. */
final class Creation {

    private static final int USUAL_SECTOR = 512;

    private Creation() {}

    static ImageFacts create(Path target, NewImage wanted, ImageOptions options, Editing editing,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        ImageFormat format = ImageFormats.creatable(wanted.format());
        format.check(wanted.options());
        if (wanted.backing().isPresent() && !format.hasBacking()) {
            throw new Refusal(format.name() + " images cannot be based on another image; qcow2 ones can.");
        }
        if (format.name().equals("vmdk") && !wanted.backingFormat().orElse("vmdk").equals("vmdk")) {
            throw new Refusal("vmdk images can only be based on vmdk images; qcow2 ones can be on any.");
        }
        Optional<FolderContent> content = wanted.folder().isPresent()
                ? Optional.of(FolderContent.of(wanted.folder().get(), wanted.fileSystem(), cancelled))
                : Optional.empty();
        return Steps.run("Make " + target + ", " + format.name(), events,
                () -> make(target, wanted, format, content, options, editing, events, cancelled));
    }

    private static ImageFacts make(Path target, NewImage wanted, ImageFormat format,
            Optional<FolderContent> content, ImageOptions options, Editing editing,
            Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        boolean standsAlone = BlankImage.standsAlone(format.name(), wanted.options(),
                wanted.backing().isPresent());
        try (Unfinished made = Unfinished.of(target, standsAlone, wanted.replace(), true, List.of())) {
            Optional<Location> below = Backings.locate(made, target, wanted);
            try {
                return make(target, made, below, wanted, format, content, options, editing, events,
                        cancelled);
            } finally {
                below.ifPresent(Location::close);
            }
        }
    }

    private static ImageFacts make(Path target, Unfinished made, Optional<Location> below, NewImage wanted,
            ImageFormat format, Optional<FolderContent> content, ImageOptions options, Editing editing,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        int sector = options.sectorSize().orElse(USUAL_SECTOR);
        long size = NewImage.whole(size(target, made, below, wanted, options, content, events), sector);
        if (size == 0) {
            throw new Refusal("A disk needs a size of at least " + sector + " bytes.");
        }
        if (wanted.options().containsKey("data_file")) {
            made.with(wanted.options().get("data_file"));
        }
        BlankImage.make(made, format.name(), size, wanted.options(),
                wanted.backing().map(Path::toString), wanted.backingFormat(), events, cancelled);
        ImageOptions fresh = options.withFormat(Optional.of(format.name())).withAllowed(
                Backings.allowed(target, wanted, options));
        if (content.isPresent()) {
            content.get().fill(made.path(), fresh, editing, events, cancelled);
        }
        if (!wanted.script().isEmpty()) {
            editing.apply(made.path(), fresh, wanted.script(), events, cancelled);
        }
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        try (Location place = made.finish(); ResolvedNames names = new ResolvedNames()) {
            if (below.isPresent()) {
                names.know(place, wanted.backing().get(), below.get().share());
            }
            return Chain.of(place, fresh, names).get(0);
        }
    }

    private static long size(Path target, Unfinished made, Optional<Location> below, NewImage wanted,
            ImageOptions options, Optional<FolderContent> content, Consumer<Event> events)
            throws IOException, Refusal {
        long needed = content.isPresent() ? content.get().diskSize() : 0;
        if (below.isPresent()) {
            // opened even where the size is given: a wrong name is better known now than at the first use
            try (DiskImage base = Backings.open(below.get(), wanted, options)) {
                made.as(Chain.rights(base));
                if (base.isEncrypted()) {
                    events.accept(new Event.Note(base.path() + " is encrypted, and what is written to "
                            + target + " is not."));
                }
                return wanted.size().orElse(base.size());
            }
        }
        if (wanted.size().isEmpty() && content.isEmpty()) {
            throw new Refusal("A new image needs a size, a backing file or a folder.");
        }
        long size = wanted.size().orElse(needed);
        if (size < needed) {
            throw new Refusal("The files in " + wanted.folder().orElseThrow() + " need a disk of about "
                    + ByteSize.format(needed) + ", more than " + ByteSize.format(size) + ".");
        }
        return size;
    }
}
