package org.platter.commit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.platter.block.StoredFile;
import org.platter.stage.Scratch;

/**
 * An open folder as a commit sees it: a user who renames it cannot redirect what is done in it. What is
 * created, renamed or deleted in it is not durable before {@link #sync} has returned, also where the file's
 * own bytes are.
 */
interface Folder extends Closeable {

    /** Makes a folder in this one that only this user can look into; the name must not be there. */
    Folder createInner(String name) throws IOException;

    /**
     * Opens a folder in this one; nothing where the name is not there.
     *
     * @throws UntrustedJournal if what is there may be another's work (C10)
     */
    Optional<Folder> tryInner(String name) throws IOException;

    /** Removes a folder in this one; it must be empty. */
    void removeInner(String name) throws IOException;

    List<String> names() throws IOException;

    boolean has(String name) throws IOException;

    /** Returns the path of a name in it, for messages. */
    Path path(String name);

    /** Makes a file that was not there. */
    StoredFile createFile(String name) throws IOException;

    /** Opens a file for reading and writing. */
    StoredFile openFile(String name) throws IOException;

    /** Opens a file for reading. */
    StoredFile openFileToRead(String name) throws IOException;

    /**
     * Makes the first {@code length} bytes of a scratch a file of this folder, without copying where that is
     * possible.
     */
    StoredFile adopt(String name, Scratch scratch, long length) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException;

    /** Renames a file, or a folder, to a name that is not there. */
    void rename(String from, String to) throws IOException;

    /** Moves a file to another folder, over what has that name there. */
    void replace(String from, Folder folder, String to) throws IOException;

    void sync() throws IOException;

    /** Bytes that can still be written to its file system. */
    long usableBytes() throws IOException;

    /** Returns whether the other folder lies on the same file system. */
    boolean sharesSpaceWith(Folder other) throws IOException;

    @Override
    void close();
}
