package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/**
 * The folder beside an image that makes its commit survive: {@code log}, {@code plan}, {@code scratch} (what
 * was staged), {@code save} (what had to make room), {@code bounce} (what overwrites itself) and {@code
 * script} (the operations, for people). It exists from shortly before BEGIN until shortly after END, and is
 * an {@link OwnFolder} with a log all that time.
 */
final class Journal implements Closeable {

    static final String LOG = "log";
    static final String PLAN = "plan";
    static final String SCRATCH = "scratch";
    static final String SAVE = "save";
    static final String BOUNCE = "bounce";
    static final String SCRIPT = "script";
    private static final Set<String> FILES = Set.of(LOG, PLAN, SCRATCH, SAVE, BOUNCE, SCRIPT);

    private static final int BUFFER = 1 << 20;

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

    /**
     * Makes the folder of a journal under its name, with an empty log.
     *
     * @throws IOException if the name is there
     */
    static OwnFolder create(Folder home, String name) throws IOException {
        OwnFolder made = OwnFolder.create(home, name);
        try {
            made.folder().createFile(LOG).close();
            made.folder().sync();
            made.rename(name);
            return made;
        } catch (IOException e) {
            made.remove();
            throw e;
        }
    }

    /**
     * Returns what the log of the journal of that name says, or nothing if no commit began there.
     *
     * @throws UnusableJournal if it is not Platter's, or damaged
     */
    static Optional<CommitLog.Contents> peek(Folder home, String name) throws IOException {
        Optional<Folder> found = home.tryInner(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Folder folder = found.get()) {
            Optional<CommitLog.Contents> contents = log(folder);
            boolean isOurs = contents.isPresent() || folder.has(OwnFolder.MARK);
            if (!isOurs && !folder.has(LOG) && folder.has(PLAN) && folder.has(SCRATCH)) {
                throw new JournalDamage("The log of the interrupted commit is missing.");
            }
            if (!isOurs) {
                throw new UntrustedJournal(home.path(name), "is not the journal of a change");
            }
            return contents;
        } catch (JournalDamage e) {
            throw e.in(home.path(name));
        }
    }

    private static Optional<CommitLog.Contents> log(Folder folder) throws IOException {
        if (folder.has(LOG)) {
            try (StoredFile file = folder.openFileToRead(LOG)) {
                return CommitLog.read(file);
            }
        }
        if (folder.has(OwnFolder.MARK)) {
            // each has had a log for as long as it has had its name
            throw new JournalDamage("The log of the interrupted commit is missing.");
        }
        return Optional.empty();
    }

    /** Opens the journal of that name, of a commit that has begun; the log is gone on with behind its end. */
    static Journal open(Folder home, String name, CommitLog.Contents contents) throws IOException {
        Begin begin = contents.begin();
        UUID id = contents.id();
        List<StoredFile> opened = new ArrayList<>();
        try (Folder folder = home.tryInner(name).orElseThrow(() -> gone(home, name))) {
            for (String file : List.of(PLAN, SCRATCH, SAVE, BOUNCE, LOG)) {
                if (!folder.has(file)) {
                    throw new JournalDamage("The file " + file + " of the interrupted commit is missing.");
                }
                opened.add(folder.openFile(file));
            }
            return new Journal(id, begin, opened.get(0), opened.get(1), opened.get(2),
                    new Bounce(opened.get(3), id), new CommitLog(opened.get(4), id, contents.records()));
        } catch (IOException e) {
            for (StoredFile file : opened) {
                file.close();
            }
            throw e instanceof JournalDamage damage ? damage.in(home.path(name)) : e;
        }
    }

    private static IOException gone(Folder home, String name) {
        return new IOException("The journal " + home.path(name) + " is gone.");
    }

    /** Removes the journal of that name, if it is there; nothing that Platter did not put into it. */
    static void remove(Folder home, String name) throws IOException {
        Optional<Folder> found = home.tryInner(name);
        if (found.isPresent()) {
            try (Folder folder = found.get()) {
                Optional<UUID> id = OwnFolder.mark(folder);
                Optional<UUID> known = id.isPresent() ? id : log(folder).map(CommitLog.Contents::id);
                if (known.isPresent()) {
                    OwnFolder.remove(home, folder, name, known.get(), FILES::contains);
                }
            }
        }
    }

    /**
     * Returns the script lines of the commit.
     *
     * @throws JournalDamage if they are not those that it began with
     */
    static String script(Folder home, String name, Begin begin) throws IOException {
        try (Folder folder = home.tryInner(name).orElseThrow(() -> gone(home, name));
                StoredFile file = folder.openFileToRead(SCRIPT)) {
            ByteBuffer bytes = ByteBuffer.allocate(begin.scriptLength());
            boolean isWhole = file.size() == begin.scriptLength();
            if (isWhole) {
                file.read(0, bytes);
            }
            if (!isWhole || !Arrays.equals(Hash.begin().digest(bytes.array()), begin.script())) {
                throw new JournalDamage("The script of the interrupted commit is damaged.")
                        .in(home.path(name));
            }
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    /** @throws JournalDamage if the plan, or the size of the scratch, is not what the commit began with */
    void check() throws IOException {
        if (planFile.size() != begin.blocks() * SealedBlock.SIZE
                || scratch.size() != begin.scratchLength()) {
            throw new JournalDamage("The plan or the scratch of the interrupted commit is of another size.");
        }
        MessageDigest sum = Hash.begin();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long at = 0; at < planFile.size(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), planFile.size() - at));
            planFile.read(at, buffer);
            sum.update(buffer.flip());
        }
        if (!Arrays.equals(sum.digest(), begin.plan())) {
            throw new JournalDamage("The plan of the interrupted commit is damaged.");
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
