package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.platter.block.SealedBlock;
import org.platter.block.StoredFile;

/**
 * A folder that Platter made for itself, and that says so by a mark inside (C12): it is made under a name
 * with an id in it, {@code .NAME-ID}, and gets another one only when its mark is durable. What was left
 * behind by a power failure is thus told from all that somebody else made, and only that is removed.
 */
final class OwnFolder {

    static final String MARK = "mark";
    private static final int LONGEST = 200;
    private static final int SECTOR = 512;
    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    private final Folder home;
    private final Folder folder;
    private final UUID id;
    private String name;

    private OwnFolder(Folder home, Folder folder, UUID id, String name) {
        this.home = home;
        this.folder = folder;
        this.id = id;
        this.name = name;
    }

    /** Makes one in {@code home} that {@link #sweep} will know by {@code prefix}. */
    static OwnFolder create(Folder home, String prefix) throws IOException {
        UUID id = UUID.randomUUID();
        String name = hidden(prefix, id);
        OwnFolder own = new OwnFolder(home, home.createInner(name), id, name);
        try (StoredFile mark = own.folder.createFile(MARK)) {
            mark.write(0, SealedBlock.seal(SealedBlock.create(SealedBlock.MARK, 0, id)));
            mark.sync();
            own.folder.sync();
            return own;
        } catch (IOException e) {
            own.remove();
            throw e;
        }
    }

    private static String hidden(String prefix, UUID id) {
        return start(prefix) + id;
    }

    /** Names may have 255 bytes; the prefix of a long one is told apart by its hash. */
    private static String start(String prefix) {
        byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
        return "." + (bytes.length <= LONGEST ? prefix : UUID.nameUUIDFromBytes(bytes)) + "-";
    }

    Folder folder() {
        return folder;
    }

    String name() {
        return name;
    }

    UUID id() {
        return id;
    }

    /** Gives it a name that must not be there. */
    void rename(String newName) throws IOException {
        home.rename(name, newName);
        name = newName;
    }

    /**
     * Moves a file of it over the image {@code name} in its home, durably.
     *
     * @throws Completed if the image is replaced, and that may not be durable
     */
    void replace(String file, String image) throws IOException {
        folder.replace(file, home, image);
        try {
            home.sync();
        } catch (IOException e) {
            throw new Completed("All changes are made, and the image is as it was asked to become; but a "
                    + "power failure now may bring back the one before: " + e.getMessage(), e);
        }
    }

    /** Closes it and removes it with all that is in it; what cannot be removed now the next sweep will. */
    void remove() {
        try (folder) {
            empty(home, folder, name, file -> true);
        } catch (IOException e) {
            return; // it is told apart by its mark
        }
    }

    /**
     * Removes a folder of any name and, of it, the files that {@code isOurs} knows, as if at once: what a
     * power failure leaves behind has a name that {@link #sweep} knows by {@code name}.
     */
    static void remove(Folder home, Folder folder, String name, UUID id, Predicate<String> isOurs)
            throws IOException {
        String hidden = hidden(name, id);
        home.rename(name, hidden);
        home.sync();
        empty(home, folder, hidden, isOurs);
    }

    /** Removes what was left behind in {@code home} of those that were made with {@code prefix}. */
    static void sweep(Folder home, String prefix) throws IOException {
        String start = start(prefix);
        Pattern pattern = Pattern.compile(Pattern.quote(start) + ID);
        for (String name : home.names()) {
            if (pattern.matcher(name).matches()) {
                sweep(home, name, UUID.fromString(name.substring(start.length())));
            }
        }
    }

    private static void sweep(Folder home, String name, UUID id) throws IOException {
        Optional<Folder> found;
        try {
            found = home.tryInner(name);
        } catch (UntrustedJournal e) {
            return; // another's
        }
        if (found.isPresent()) {
            try (Folder folder = found.get()) {
                boolean isOurs = mark(folder).equals(Optional.of(id));
                if (isOurs || isUnfinished(folder)) {
                    empty(home, folder, name, file -> true);
                }
            }
        }
    }

    /** Returns whether all that is in a folder is, at most, a mark that did not become durable. */
    private static boolean isUnfinished(Folder folder) throws IOException {
        List<String> names = folder.names();
        if (!names.equals(List.of(MARK))) {
            return names.isEmpty();
        }
        try (StoredFile mark = folder.openFileToRead(MARK)) {
            return mark.size() <= SealedBlock.SIZE && mark.size() % SECTOR == 0;
        }
    }

    /** Returns the id that a folder's mark says; nothing where it has none. */
    static Optional<UUID> mark(Folder folder) throws IOException {
        if (!folder.has(MARK)) {
            return Optional.empty();
        }
        try (StoredFile file = folder.openFileToRead(MARK)) {
            ByteBuffer block = ByteBuffer.allocate(SealedBlock.SIZE);
            if (file.size() != SealedBlock.SIZE) {
                return Optional.empty();
            }
            file.read(0, block);
            return SealedBlock.isWhole(block, SealedBlock.MARK, 0) ? Optional.of(SealedBlock.idOf(block))
                    : Optional.empty();
        }
    }

    private static void empty(Folder home, Folder folder, String name, Predicate<String> isOurs)
            throws IOException {
        for (String file : folder.names()) {
            if (!file.equals(MARK) && isOurs.test(file)) {
                folder.delete(file);
            }
        }
        // the mark last: as long as there is anything else, it is known whose
        folder.sync();
        folder.delete(MARK);
        home.removeInner(name);
        home.sync();
    }
}
