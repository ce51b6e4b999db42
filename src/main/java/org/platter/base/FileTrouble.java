package org.platter.base;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What Java's own access to files fails with, as a sentence: the exceptions often only name the file. */
public final class FileTrouble {

    private FileTrouble() {}

    /** Returns a failure whose message is a sentence; the same where it is none of Java's own. */
    public static IOException told(IOException failure) {
        return failure instanceof FileSystemException trouble ? new IOException(sentence(trouble), failure)
                : failure;
    }

    private static String sentence(FileSystemException trouble) {
        String file = String.valueOf(trouble.getFile());
        if (trouble instanceof NoSuchFileException) {
            return "There is no file or folder " + file + ".";
        }
        if (trouble instanceof AccessDeniedException) {
            return "You have no permission to use " + file + ".";
        }
        if (trouble instanceof FileAlreadyExistsException) {
            return file + " is there already.";
        }
        if (trouble instanceof DirectoryNotEmptyException) {
            return file + " is a folder that is not empty.";
        }
        return file + " cannot be used" + (trouble.getReason() == null ? "" : ": " + trouble.getReason())
                + ".";
    }
}
