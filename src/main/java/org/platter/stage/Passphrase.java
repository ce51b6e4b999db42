package org.platter.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.operation.Create;
import org.platter.operation.Format;
import org.platter.operation.Operation;

/**
 * The passphrase that an operation closes a volume with, read from the file that it names. It is nowhere but
 * in that file and, while a program reads it, in memory.
 */
public final class Passphrase {

    /** Bytes; nobody types more, and cryptsetup itself asks for 512 characters at most. */
    private static final int MOST = 8 << 10;

    private Passphrase() {}

    /** Returns the file that an operation names; nothing where it needs none. */
    static Optional<String> file(Operation operation) {
        return operation instanceof Create create ? create.passphraseFile()
                : operation instanceof Format format ? format.passphraseFile() : Optional.empty();
    }

    /** @throws Refusal if the operation names a file that no passphrase can be read from, in a sentence */
    public static void check(Operation operation, Sources sources) throws IOException, Refusal {
        Optional<String> file = file(operation);
        if (file.isPresent()) {
            Arrays.fill(sources.passphrase(file.get()), (byte) 0);
        }
    }

    /**
     * Returns the bytes of a passphrase. The line end behind a single line of text is not of it, since nobody
     * can type it; of any other file all bytes count.
     *
     * @throws Refusal if it is missing, unreadable, empty or longer than 8 KiB, in a sentence
     */
    public static byte[] read(String file) throws Refusal {
        byte[] bytes = bytes(file);
        if (bytes.length > MOST) {
            throw new Refusal("The passphrase file " + file + " has more than 8 KiB; name one that holds a "
                    + "passphrase only.");
        }
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\n' && isLine(bytes)
                ? bytes.length - 1 : bytes.length;
        if (length == 0) {
            throw new Refusal("There is no passphrase in the file " + file + "; write one into it.");
        }
        byte[] passphrase = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return passphrase;
    }

    private static byte[] bytes(String file) throws Refusal {
        try {
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                throw new NoSuchFileException(file);
            }
            if (!Files.isRegularFile(path)) { // a device or a pipe would be read without end, and once only
                throw new Refusal("The passphrase file " + file + " is no regular file; name one that is.");
            }
            try (InputStream from = Files.newInputStream(path)) {
                return from.readNBytes(MOST + 1);
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Refusal("There is no file " + file + " to read a passphrase from.");
        } catch (AccessDeniedException e) {
            throw new Refusal("You have no permission to read the passphrase file " + file + ".");
        } catch (IOException e) {
            throw new Refusal("The passphrase file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /** Whether it is text without control characters but for the line end at its end. */
    private static boolean isLine(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, bytes.length - 1))
                    .chars().noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false; // bytes that no text has
        }
    }
}
