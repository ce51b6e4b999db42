package org.platter.ui.frame;

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
public record FileSystemChoice(Optional<FileSystemType> type, String reason) {

    public static FileSystemChoice of(FileSystemType type, Support support) {
        return new FileSystemChoice(Optional.of(type), support.reason());
    }

    /** @param sectorSize of the disk that it is to be made on, in bytes */
    public static FileSystemChoice of(FileSystemType type, Support support, int sectorSize) {
        return sectorSize <= type.maximumSector() ? of(type, support)
                : new FileSystemChoice(Optional.of(type),
                        Texts.get("choice.sectors", String.valueOf(type.maximumSector())));
    }

    /** No file system: old signatures are wiped, and nothing is written. */
    public static FileSystemChoice none() {
        return new FileSystemChoice(Optional.empty(), "");
    }

    public boolean isPossible() {
        return reason.isEmpty();
    }

    public String name() {
        return type.map(FileSystemType::displayName).orElseGet(() -> Texts.get("format.none"));
    }
}
