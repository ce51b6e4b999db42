package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.Comparison;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.MapSpan;
import org.platter.session.image.Measure;
import org.platter.session.image.NewImage;
import org.platter.session.image.Repair;
import org.platter.session.image.SparsifyReport;

/** The jobs on whole images as the window needs them: the session's, or a fake's in tests. */
public interface Jobs {

    List<ImageFacts> chain(Path image, ImageOptions options) throws IOException;

    void create(Path image, NewImage wanted, ImageOptions options, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;

    Conversion.Report convert(Path source, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    Conversion.Report cloneDevice(Path device, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    CheckFacts check(Path image, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;

    void createSnapshot(Path image, ImageOptions options, String name) throws IOException, Refusal;

    void applySnapshot(Path image, ImageOptions options, String idOrName) throws IOException, Refusal;

    void deleteSnapshot(Path image, ImageOptions options, String idOrName) throws IOException, Refusal;

    /** @param granularity in bytes; empty for the usual one */
    void addBitmap(Path image, ImageOptions options, String name, OptionalLong granularity)
            throws IOException, Refusal;

    void removeBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal;

    void clearBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal;

    /** @param other the image with the source, opened in the usual way; empty for the same image */
    void mergeBitmap(Path image, ImageOptions options, String name, Optional<Path> other, String source)
            throws IOException, Refusal;

    void setBitmapEnabled(Path image, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal;

    Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions, boolean strict,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;

    void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;

    SparsifyReport sparsify(Path image, ImageOptions options, Optional<Path> into, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;

    Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size, String format,
            Map<String, String> settings) throws IOException, Refusal;

    void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;

    void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
}
