package org.platter.image.change;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.platter.host.HostFile;
import org.platter.host.OpenFolder;
import org.platter.host.UserFolders;

/** The records of this user's changes, each a file in a folder of the user's own. */
public final class ChangeRecords {

    private static final String FOLDER = "changes";
    private static final String SUFFIX = ".change";
    private static final int LONGEST = 1 << 20;
    /** One is removed that has least to tell when there are so many. */
    private static final int MAX_RECORDS = 64;

    private final List<Path> states;

    private ChangeRecords(List<Path> states) {
        this.states = states;
    }

    /** Returns those in the folder for this user's state. */
    public static ChangeRecords ofThisUser() {
        return new ChangeRecords(List.of(UserFolders.state(System.getenv())));
    }

    /** Returns none, and no place for any. */
    public static ChangeRecords none() {
        return new ChangeRecords(List.of());
    }

    /** Writes a record durably; returns false, having left nothing, where there is no place for it. */
    public boolean tryWrite(ChangeRecord record) {
        try (OpenFolder folder = create()) {
            prune(folder);
            write(folder, record);
            return true;
        } catch (IOException e) {
            return false; // no home, a full one, or one of another user's: the mark has to do
        }
    }

    /** Removes a record, if it is there. */
    public void remove(UUID id) throws IOException {
        Optional<OpenFolder> found = find();
        if (found.isPresent()) {
            try (OpenFolder folder = found.get()) {
                if (folder.delete(id + SUFFIX)) {
                    folder.sync();
                }
            }
        }
    }

    /** Keeps the record of a change that has come to its end for the copies that were made before that. */
    public void keepAsPast(UUID id) throws IOException {
        replace(id, ChangeRecord::past);
    }

    /** Lets no file be taken for a copy any more by a record. */
    void spare(UUID id, long device, long inode) throws IOException {
        replace(id, record -> record.sparing(device, inode));
    }

    private void replace(UUID id, UnaryOperator<ChangeRecord> change) throws IOException {
        Optional<OpenFolder> found = find();
        if (found.isPresent()) {
            try (OpenFolder folder = found.get()) {
                Optional<ChangeRecord> old = folder.has(id + SUFFIX) ? read(folder, id + SUFFIX)
                        : Optional.empty();
                if (old.isPresent()) {
                    write(folder, change.apply(old.get()));
                }
            }
        }
    }

    List<ChangeRecord> all() {
        List<ChangeRecord> all = new ArrayList<>();
        try {
            Optional<OpenFolder> found = find();
            if (found.isPresent()) {
                try (OpenFolder folder = found.get()) {
                    for (String name : folder.names()) {
                        if (name.endsWith(SUFFIX)) {
                            read(folder, name).ifPresent(all::add);
                        }
                    }
                }
            }
        } catch (IOException e) {
            return all; // a home that cannot be read: the mark has to do
        }
        return all;
    }

    private static Optional<ChangeRecord> read(OpenFolder folder, String name) {
        try (HostFile file = folder.openFile(name, HostFile.Access.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), LONGEST));
            file.read(0, bytes);
            return Optional.of(ChangeRecord.decode(new String(bytes.array(), StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            return Optional.empty(); // gone meanwhile, or of another version
        }
    }

    private static void write(OpenFolder folder, ChangeRecord record) throws IOException {
        String name = record.id() + SUFFIX;
        String fresh = name + ".new";
        folder.delete(fresh);
        try (HostFile file = folder.createFile(fresh)) {
            file.write(0, ByteBuffer.wrap(record.encode().getBytes(StandardCharsets.US_ASCII)));
            file.sync();
        }
        folder.rename(fresh, name);
        folder.sync();
    }

    /** Lets no more pile up than a look at an image can afford. */
    private static void prune(OpenFolder folder) throws IOException {
        List<String> names = new ArrayList<>(folder.names());
        if (names.size() >= MAX_RECORDS) {
            for (String name : names) {
                Optional<ChangeRecord> record = read(folder, name);
                if (record.isPresent() && (record.get().isPast()
                        || !Files.exists(record.get().mark().journal(), LinkOption.NOFOLLOW_LINKS))) {
                    folder.delete(name);
                    return;
                }
            }
        }
    }

    private Optional<OpenFolder> find() throws IOException {
        Optional<Path> state = state();
        Path folder = state.isPresent() ? state.get().resolve("platter").resolve(FOLDER) : Path.of("");
        return state.isPresent() && Files.isDirectory(folder)
                ? Optional.of(requireOwn(OpenFolder.open(folder)))
                : Optional.empty();
    }

    private OpenFolder create() throws IOException {
        Optional<OpenFolder> found = find();
        if (found.isPresent()) {
            return found.get();
        }
        Path state = state().orElseThrow(() -> new IOException("There is no folder for the records."));
        try (OpenFolder platter = requireOwn(OpenFolder.open(
                UserFolders.make(state.resolve("platter"))))) {
            OpenFolder made = platter.createInner(FOLDER);
            platter.sync();
            return made;
        }
    }

    /** The first one that is this user's: another's environment may have come along, by sudo for one. */
    private Optional<Path> state() throws IOException {
        for (Path state : states) {
            Path there = state.resolve("platter");
            while (!Files.isDirectory(there)) {
                there = OpenFolder.parent(there); // the root is a folder
            }
            try (OpenFolder folder = OpenFolder.open(there)) {
                if (folder.isKeptFromOthers(0)) {
                    return Optional.of(state);
                }
            }
        }
        return Optional.empty();
    }

    private static OpenFolder requireOwn(OpenFolder folder) throws IOException {
        if (folder.isKeptFromOthers(0)) {
            return folder;
        }
        folder.close();
        throw new IOException(folder.path() + " can be written by others.");
    }
}
