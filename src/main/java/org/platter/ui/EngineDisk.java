package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.session.Interrupted;
import org.platter.session.OpenDisk;
import org.platter.session.Review;
import org.platter.session.Usage;
import org.platter.session.VolumeGroup;

/** The disk model of an engine, which is asked for all that the window does not keep itself. */
abstract class EngineDisk implements DiskModel {

    /** The engine that the disk has now. */
    abstract OpenDisk engine();

    @Override
    public Path path() {
        return engine().path();
    }

    @Override
    public String format() {
        return engine().format();
    }

    @Override
    public long allocatedBytes() {
        return engine().allocatedBytes();
    }

    @Override
    public Optional<String> readOnlyReason() {
        return engine().readOnlyReason();
    }

    @Override
    public boolean isHeld() {
        return engine().isHeld();
    }

    @Override
    public void hold() throws IOException, Refusal {
        engine().hold();
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return engine().interrupted();
    }

    @Override
    public Layout onDisk() {
        return engine().onDisk();
    }

    @Override
    public Draft draft() {
        return engine().draft();
    }

    @Override
    public void setDraft(Draft draft) {
        engine().setDraft(draft);
    }

    @Override
    public List<VolumeGroup> volumeGroups() {
        return engine().volumeGroups();
    }

    @Override
    public Optional<String> use(PartitionId id) {
        return engine().use(id);
    }

    @Override
    public Optional<String> whyNot(PartitionId id, Usage usage) {
        return engine().whyNot(id, usage);
    }

    @Override
    public Optional<Path> use(PartitionId id, Usage usage) throws IOException, Refusal {
        return engine().use(id, usage);
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return engine().support(type, action);
    }

    @Override
    public void check(Operation operation, Layout before, Layout after) throws Refusal {
        engine().check(operation, before, after);
    }

    @Override
    public void learnMinimum(PartitionId id) throws IOException {
        engine().learnMinimum(id);
    }

    @Override
    public void allowOverwriting(RangeSet ranges) {
        engine().allowOverwriting(ranges);
    }

    @Override
    public Review review() throws IOException {
        return engine().review();
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        engine().rehearse(events, cancelled);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        engine().apply(events, cancelled);
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        engine().recover(events, cancelled);
    }

    @Override
    public void reload() throws IOException {
        engine().reload();
    }

    @Override
    public Choices choices() {
        return engine().choices();
    }

    @Override
    public void choose(Choices choices) throws IOException {
        engine().choose(choices);
    }

    @Override
    public void close() throws IOException {
        engine().close();
    }
}
