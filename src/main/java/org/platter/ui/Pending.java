package org.platter.ui;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.operation.Operation;
import org.platter.session.OpenDisk;
import org.platter.session.Secrets;

/** What is pending on a disk: operations are queued, taken out and taken back. For the window's thread. */
public final class Pending {

    private interface Change {
        void run() throws IOException, Refusal;
    }

    private final DiskViewModel model;
    private final OpenDisk disk;
    private final Holding holding;
    private final Secrets secrets = new Secrets();

    Pending(DiskViewModel model, Background background) {
        this.model = model;
        disk = model.disk();
        holding = new Holding(disk, background, this::held);
    }

    /** Returns the operations, in order. */
    public List<PendingOperation> operations() {
        return PendingOperation.of(model.draft());
    }

    /**
     * Queues an operation and selects what it is about. Returns why not, in a sentence, where it is refused.
     */
    public Optional<String> push(Operation operation) {
        return change(() -> disk.queue(operation), operation.subject());
    }

    /**
     * Queues an operation that names a file in which a passphrase is; that is kept until nothing is pending
     * any more, nor can be again. Returns why not, in a sentence, where it is refused.
     */
    public Optional<String> push(String passphrase, Function<String, Operation> naming) {
        try {
            return push(naming.apply(secrets.keep(passphrase).toString()));
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Returns the layout that an operation would lead to, without queueing it.
     *
     * @throws Refusal if it is impossible
     */
    public Layout tried(Operation operation) throws Refusal {
        return disk.tried(operation);
    }

    public void undo() {
        change(disk::undo, Optional.empty());
    }

    public void redo() {
        change(disk::redo, Optional.empty());
    }

    public void clear() {
        change(disk::clear, Optional.empty());
    }

    /**
     * Takes one operation out of the queue, by its place from 0. Returns why not, where later ones need it.
     */
    public Optional<String> remove(int index) {
        return change(() -> disk.remove(index), Optional.empty());
    }

    /** Queues every line of a script, or none. Returns which line is wrong, and why. */
    public Optional<String> append(String script) {
        return change(() -> disk.append(script), Optional.empty());
    }

    /** Returns why what was queued last is not, in a sentence; nothing since something else was done. */
    public Optional<String> dropped() {
        return holding.refusal();
    }

    void forgetDropped() {
        holding.forget();
    }

    /** Returns whether the disk is about to be held for what is pending. */
    boolean isTakingHold() {
        return holding.isUnderWay();
    }

    /** Takes over what was queued on the disk's thread. */
    void queued() {
        holding.forget();
        hold();
        model.takeOver();
    }

    private Optional<String> change(Change change, Optional<PartitionId> subject) {
        Optional<String> busy = Reasons.busy(model);
        if (busy.isPresent()) {
            return busy;
        }
        try {
            change.run();
        } catch (IOException | Refusal refusal) {
            return Optional.of(String.valueOf(refusal.getMessage()));
        }
        holding.forget();
        hold(); // before it is reviewed: the disk that is reviewed is the one that is held
        model.show(subject);
        return Optional.empty();
    }

    private void hold() {
        if (!disk.draft().isEmpty()) {
            holding.begin();
        }
    }

    /** The disk is held now, or nothing can be queued on it. */
    private void held() {
        hold(); // what was queued since it could not be held
        model.takeOver();
    }

    /** Returns whether an operation names this file since a passphrase is in it. */
    boolean isSecret(String file) {
        return secrets.has(file);
    }

    /** Forgets passphrases that no operation needs any more: they are applied, or let go. */
    void forgetSecrets() {
        if (disk.draft().isEmpty() && !disk.draft().canUndo() && !disk.draft().canRedo()) {
            secrets.close();
        }
    }

    /** Forgets all passphrases; on any thread. */
    void close() {
        secrets.close();
    }
}
