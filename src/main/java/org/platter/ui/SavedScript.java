package org.platter.ui;

import java.util.Optional;
import java.util.function.Predicate;
import org.platter.operation.Create;
import org.platter.operation.Draft;
import org.platter.operation.Format;
import org.platter.operation.Operation;

/** The pending operations as a script for a file. */
final class SavedScript {

    private SavedScript() {}

    /**
     * Returns a line for each operation. A file that holds a typed passphrase is gone before the script is
     * read again: a comment says so in its place.
     *
     * @param isSecret tells whether a file is such a one
     */
    static String of(Draft draft, Predicate<String> isSecret) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < draft.operations().size(); i++) {
            Operation operation = draft.operations().get(i);
            boolean isTyped = passphraseFile(operation).filter(isSecret).isPresent();
            if (isTyped) {
                text.append("# ").append(Texts.get("script.passphrase")).append('\n');
            }
            text.append((isTyped ? without(operation) : operation).line(draft.layouts().get(i))).append('\n');
        }
        return text.toString();
    }

    private static Optional<String> passphraseFile(Operation operation) {
        return operation instanceof Create create ? create.passphraseFile()
                : operation instanceof Format format ? format.passphraseFile() : Optional.empty();
    }

    private static Operation without(Operation operation) {
        if (operation instanceof Create create) {
            return new Create(create.id(), create.start(), create.size(), create.role(), create.fs(),
                    create.label(), create.name(), create.type(), create.alignment());
        }
        Format format = (Format) operation;
        return new Format(format.id(), format.fs(), format.label());
    }
}
