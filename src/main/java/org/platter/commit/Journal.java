package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.block.StoredFile;

/**
 * The folder beside an image that makes its commit survive: {@code log}, {@code plan}, {@code scratch} (what
 * was staged), {@code save} (what had to make room), {@code bounce} (what overwrites itself) and {@code
 * script} (the operations, for people). It exists from shortly before BEGIN until shortly after END.
 */
final class Journal implements Closeable {

    static final String LOG = "log";
    static final String PLAN = "plan";
    static final String SCRATCH = "scratch";
    static final String SAVE = "save";
    static final String BOUNCE = "bounce";
    static final String SCRIPT = "script";

    private final UUID id;
    private final Begin begin;
    private final StoredFile planFile;
    private final StoredFile scratch;
    private final StoredFile save;
    private final Bounce bounce;
    private final CommitLog log;

    private Journal(UUID id, Begin begin, StoredFile planFile, StoredFile scratch, StoredFile save,
            Bounce bounce, CommitLog log) {
        this.id = id;
        this.begin = begin;
        this.planFile = planFile;
        this.scratch = scratch;
        this.save = save;
        this.bounce = bounce;
        this.log = log;
    }

    /** Returns what the log in that folder says, or nothing if no commit began there. */
    static Optional<CommitLog.Contents> peek(Folder folder) throws IOException {
        if (!folder.exists() || !folder.has(LOG)) {
            return Optional.empty();
        }
        try (StoredFile file = folder.openFileToRead(LOG)) {
            return CommitLog.read(file);
        }
    }

    /** Opens the journal of a commit that has begun; the log is gone on with behind what it says. */
    static Journal open(Folder folder, CommitLog.Contents contents) throws IOException {
        Begin begin = contents.begin();
        UUID id = contents.id();
        return new Journal(id, begin, folder.openFile(PLAN), folder.openFile(SCRATCH), folder.openFile(SAVE),
                new Bounce(folder.openFile(BOUNCE), id),
                new CommitLog(folder.openFile(LOG), id, contents.records()));
    }

    /** Removes the folder with all that is in it, if it is there. */
    static void remove(Folder home, String name) throws IOException {
        Folder folder = home.inner(name);
        if (!folder.exists()) {
            return;
        }
        // without its log it is rubbish, whatever else is left of it
        folder.delete(LOG);
        folder.sync();
        for (String file : folder.names()) {
            folder.delete(file);
        }
        folder.remove();
        home.sync();
    }

    /** The script lines of the commit. */
    static String script(Folder folder, Begin begin) throws IOException {
        try (StoredFile file = folder.openFileToRead(SCRIPT)) {
            ByteBuffer bytes = ByteBuffer.allocate(begin.scriptLength());
            file.read(0, bytes);
            CRC32C sum = new CRC32C();
            sum.update(bytes.flip());
            if ((int) sum.getValue() != begin.scriptCrc()) {
                throw new JournalDamage("The script of the interrupted commit is damaged.");
            }
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    Begin begin() {
        return begin;
    }

    /** Returns a reader from the plan's beginning. */
    PlanReader plan() {
        return new PlanReader(planFile, id, begin.blocks());
    }

    StoredFile scratch() {
        return scratch;
    }

    StoredFile save() {
        return save;
    }

    Bounce bounce() {
        return bounce;
    }

    CommitLog log() {
        return log;
    }

    @Override
    public void close() throws IOException {
        try (log; bounce; save; scratch; planFile) {
            // closes them all, from right to left
        }
    }
}
