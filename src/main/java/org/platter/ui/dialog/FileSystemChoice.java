package org.platter.ui.dialog;

import java.util.Optional;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.ui.Texts;

/**
 * What can be chosen as file system.
 *
 * @param type nothing for a partition that is left empty
 * @param reason why it cannot be made here, in a sentence; empty where it can
 */
record FileSystemChoice(Optional<FileSystemType> type, String reason) {

    static FileSystemChoice of(FileSystemType type, Support support) {
        return new FileSystemChoice(Optional.of(type), support.reason());
    }

    /** No file system: old signatures are wiped, and nothing is written. */
    static FileSystemChoice none() {
        return new FileSystemChoice(Optional.empty(), "");
    }

    boolean isPossible() {
        return reason.isEmpty();
    }

    String name() {
        return type.map(FileSystemType::displayName).orElseGet(() -> Texts.get("format.none"));
    }
}
