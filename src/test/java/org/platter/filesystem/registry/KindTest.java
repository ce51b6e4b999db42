package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.filesystem.Kind;

/** A kind is called as the file system that it stands for. */
final class KindTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUSPENDED_SWAP") // a state of swap space
    void aKindHasTheNameOfAFileSystem(Kind kind) {
        assertTrue(FileSystems.all().stream().anyMatch(type -> type.blkidName().equals(kind.blkidName())));
    }
}
