package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.session.DiskSession;
import org.platter.session.Interrupted;
import org.platter.session.Review;

/** The disk model of a real session. */
record SessionDisk(DiskSession session) implements DiskModel {

    static DiskModel open(Path path) throws IOException {
        return new SessionDisk(DiskSession.open(path, DiskSession.Mode.EDIT));
    }

    @Override
    public Path path() {
        return session.path();
    }

    @Override
    public String format() {
        return session.format();
    }

    @Override
    public long allocatedBytes() {
        return session.allocatedBytes();
    }

    @Override
    public boolean isEditable() {
        return session.isEditable();
    }

    @Override
    public Optional<String> readOnlyReason() {
        return session.readOnlyReason();
    }

    @Override
    public Layout onDisk() {
        return session.onDisk();
    }

    @Override
    public Draft draft() {
        return session.draft();
    }

    @Override
    public void setDraft(Draft draft) {
        session.setDraft(draft);
    }

    @Override
    public Support support(Partition partition, Action action) {
        return session.support(partition, action);
    }

    @Override
    public Support support(FileSystemType type, Action action) {
        return session.support(type, action);
    }

    @Override
    public void check(Operation operation, Layout before, Layout after) throws Refusal {
        session.check(operation, before, after);
    }

    @Override
    public void learnMinimum(PartitionId id) throws IOException {
        session.learnMinimum(id);
    }

    @Override
    public Review review() throws IOException {
        return session.review();
    }

    @Override
    public Optional<Interrupted> interrupted() {
        return session.interrupted();
    }

    @Override
    public void rehearse(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.rehearse(events, cancelled);
    }

    @Override
    public void apply(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.apply(events, cancelled);
    }

    @Override
    public void recover(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        session.recover(events, cancelled);
    }

    @Override
    public void reload() throws IOException {
        session.reload();
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
