package org.platter.commit;

import java.io.IOException;
import java.util.List;
import org.platter.block.StoredFile;
import org.platter.stage.Scratch;

/**
 * A folder as a commit sees it. What is created, renamed or deleted in it is not durable before {@link #sync}
 * has returned, also where the file's own bytes are.
 */
interface Folder {

    boolean exists();

    /** Creates it; it must not be there. */
    void create() throws IOException;

    /** Removes it; it must be empty. */
    void remove() throws IOException;

    /** Returns a folder in this one, which need not exist. */
    Folder inner(String name);

    List<String> names() throws IOException;

    boolean has(String name) throws IOException;

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

    /** Renames a file over another one. */
    void rename(String from, String to) throws IOException;

    void sync() throws IOException;

    /** Bytes that can still be written to its file system. */
    long usableBytes() throws IOException;

    /** Returns whether the other folder lies on the same file system. */
    boolean sharesSpaceWith(Folder other) throws IOException;
}
