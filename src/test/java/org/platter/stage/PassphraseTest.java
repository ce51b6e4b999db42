package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bytes of a file are the passphrase; \n and \0 stand for themselves, and \x for a byte of no text. */
final class PassphraseTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"secret, secret", "secret\\n, secret", "' two words \\n', ' two words '", "größer\\n, größer",
        "one\\ntwo\\n, one\\ntwo\\n", "secret\\n\\n, secret\\n\\n", "\\0key\\n, \\0key\\n",
        "\\x\\n, \\x\\n"})
    void onlyTheLineEndBehindASingleLineIsNotOfIt(String content, String passphrase) throws Exception {
        Path file = Files.write(folder.resolve("file"), bytes(content));
        assertEquals(text(bytes(passphrase)), text(Passphrase.read(file.toString())));
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.replace("\\n", "\n").replace("\\0", "\0").replace("\\x", "\u0001\u0001")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == 1) {
                bytes[i] = (byte) 0xff;
            }
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
