package org.platter.ui.dialog;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.filesystem.FileSystemType;
import org.platter.ui.Texts;

/** A new passphrase, typed twice, where a file system needs one. */
final class PassphraseModel {

    /** Stands for the file until there is one. */
    static final String NO_FILE_YET = "passphrase";

    private static final int MAX_BYTES = 8 << 10;

    private final StringProperty words = new SimpleStringProperty("");
    private final StringProperty again = new SimpleStringProperty("");

    StringProperty wordsProperty() {
        return words;
    }

    StringProperty againProperty() {
        return again;
    }

    /** Returns a file's name to try an operation with; nothing where the type needs no passphrase. */
    static Optional<String> standIn(Optional<FileSystemType> type) {
        return type.filter(FileSystemType::needsPassphrase).map(known -> NO_FILE_YET);
    }

    /** What is worth knowing while nothing is wrong; empty where no passphrase is needed. */
    static String hint(Optional<FileSystemType> type) {
        return standIn(type).map(file -> Texts.get("passphrase.new.hint")).orElse("");
    }

    /** Why it is none, in a sentence; empty when it is one, or none is needed. */
    String problem(Optional<FileSystemType> type) {
        if (type.filter(FileSystemType::needsPassphrase).isEmpty()) {
            return "";
        }
        if (words.get().isEmpty()) {
            return Texts.get("passphrase.new.empty");
        }
        if (words.get().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Texts.get("passphrase.new.long");
        }
        return words.get().equals(again.get()) ? "" : Texts.get("passphrase.new.again");
    }
}
