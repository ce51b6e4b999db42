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
import org.platter.session.DiskSession;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.Comparison;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.MapSpan;
import org.platter.session.image.Measure;
import org.platter.session.image.NewImage;
import org.platter.session.image.Repair;
import org.platter.session.image.SparsifyReport;

/** The jobs of the session. */
public final class SessionJobs implements Jobs {

    @Override
    public List<ImageFacts> chain(Path image, ImageOptions options) throws IOException {
        return ImageJobs.chain(image, options);
    }

    @Override
    public void create(Path image, NewImage wanted, ImageOptions options, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        ImageJobs.create(image, wanted, options, DiskSession::edit, events, cancelled);
    }

    @Override
    public Conversion.Report convert(Path source, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return ImageJobs.convert(source, options, target, conversion, events, cancelled);
    }

    @Override
    public Conversion.Report cloneDevice(Path device, ImageOptions options, Path target,
            Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return ImageJobs.cloneDevice(device, options, target, conversion, events, cancelled);
    }

    @Override
    public CheckFacts check(Path image, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        return ImageJobs.check(image, options, repair, events, cancelled);
    }

    @Override
    public void createSnapshot(Path image, ImageOptions options, String name) throws IOException, Refusal {
        ImageJobs.createSnapshot(image, options, name);
    }

    @Override
    public void applySnapshot(Path image, ImageOptions options, String idOrName) throws IOException, Refusal {
        ImageJobs.applySnapshot(image, options, idOrName);
    }

    @Override
    public void deleteSnapshot(Path image, ImageOptions options, String idOrName)
            throws IOException, Refusal {
        ImageJobs.deleteSnapshot(image, options, idOrName);
    }

    @Override
    public void addBitmap(Path image, ImageOptions options, String name, OptionalLong granularity)
            throws IOException, Refusal {
        ImageJobs.addBitmap(image, options, name, granularity);
    }

    @Override
    public void removeBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal {
        ImageJobs.removeBitmap(image, options, name);
    }

    @Override
    public void clearBitmap(Path image, ImageOptions options, String name) throws IOException, Refusal {
        ImageJobs.clearBitmap(image, options, name);
    }

    @Override
    public void mergeBitmap(Path image, ImageOptions options, String name, Optional<Path> other,
            String source) throws IOException, Refusal {
        ImageJobs.mergeBitmap(image, options, name, other, ImageOptions.usual(), source);
    }

    @Override
    public void setBitmapEnabled(Path image, ImageOptions options, String name, boolean enabled)
            throws IOException, Refusal {
        ImageJobs.setBitmapEnabled(image, options, name, enabled);
    }

    @Override
    public Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions,
            boolean strict,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return ImageJobs.compare(one, options, other, otherOptions, strict, events, cancelled);
    }

    @Override
    public void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        ImageJobs.map(image, options, spans, events, cancelled);
    }

    @Override
    public SparsifyReport sparsify(Path image, ImageOptions options, Optional<Path> into,
            Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        return ImageJobs.sparsify(image, options, into, events, cancelled);
    }

    @Override
    public Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size, String format,
            Map<String, String> settings) throws IOException, Refusal {
        return ImageJobs.measure(source, options, size, format, settings);
    }

    @Override
    public void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        ImageJobs.commit(overlay, options, keep, events, cancelled);
    }

    @Override
    public void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        ImageJobs.rebase(overlay, options, backing, format, unsafe, events, cancelled);
    }
}
