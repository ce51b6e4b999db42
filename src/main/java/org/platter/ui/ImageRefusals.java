package org.platter.ui;

import java.util.Optional;
import java.util.function.Predicate;
import org.platter.session.image.ImageFormat;

/** Why a job on the whole image of a disk cannot be had now. */
public final class ImageRefusals {

    private ImageRefusals() {}

    /** Refuses what needs a file: a server's disk has none. */
    static Optional<String> file(DiskViewModel model) {
        return when(Address.is(model.path()), "why.address");
    }

    static Optional<String> check(DiskViewModel model) {
        return file(model).or(() -> when(!format(model, ImageFormat::isCheckable), "why.not-checkable",
                title(model)));
    }

    static Optional<String> commit(DiskViewModel model) {
        return file(model).or(() -> when(model.disk().facts().flatMap(facts -> facts.backingFile()).isEmpty(),
                "why.no-backing")).or(() -> change(model));
    }

    static Optional<String> rebase(DiskViewModel model) {
        return file(model).or(() -> when(!format(model, ImageFormat::hasBacking), "why.never-backing",
                title(model))).or(() -> change(model));
    }

    static Optional<String> snapshots(DiskViewModel model) {
        return file(model).or(() -> when(!format(model, ImageFormat::hasSnapshots), "why.no-snapshots",
                title(model)));
    }

    static Optional<String> bitmaps(DiskViewModel model) {
        return file(model).or(() -> when(!model.disk().format().equals("qcow2"), "why.no-bitmaps",
                title(model)));
    }

    static Optional<String> goBack(DiskViewModel model) {
        return snapshots(model).or(() -> when(model.snapshots().isEmpty(), "why.none-taken"))
                .or(() -> change(model));
    }

    /** Returns why the image as a whole cannot be changed now, in a sentence; nothing where it can. */
    public static Optional<String> change(DiskViewModel model) {
        return file(model).or(() -> Refusals.interrupted(model))
                .or(() -> model.disk().readOnlyReason().filter(why -> model.onDisk().problems().isEmpty()))
                .or(() -> when(!model.draft().isEmpty(), "why.pending"));
    }

    private static boolean format(DiskViewModel model, Predicate<ImageFormat> can) {
        return model.imageFormat().filter(can).isPresent();
    }

    private static String title(DiskViewModel model) {
        return model.imageFormat().map(ImageFormat::title).orElse(model.disk().format());
    }

    private static Optional<String> when(boolean refused, String text, Object... values) {
        return refused ? Optional.of(values.length == 0 ? Texts.get(text) : Texts.get(text, values))
                : Optional.empty();
    }
}
