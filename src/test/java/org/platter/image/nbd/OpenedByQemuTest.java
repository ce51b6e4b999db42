package org.platter.image.nbd;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.host.HostFile;
import org.platter.image.Opening;

/** An image that comes to name another file after Platter has read it. */
final class OpenedByQemuTest {

    @TempDir
    private Path folder;

    @Test
    void whatQemuOpensOfItsOwnAccordEndsTheOpening() throws IOException {
        Path secret = Files.write(Files.createDirectory(folder.resolve("elsewhere")).resolve("secret"),
                new byte[1 << 20]);
        Path image = Files.writeString(folder.resolve("disk.vmdk"),
                "# Disk DescriptorFile\nversion=1\nCID=1\n"
                        + "parentCID=ffffffff\ncreateType=\"vmfs\"\nRW 2048 FLAT \"" + secret + "\" 0\n");
        QemuNode misled = new QemuNode("vmdk", image, image, false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), OptionalLong.empty(), false, Map.of());
        try (HostFile open = HostFile.open(image, HostFile.Access.READ)) {
            IOException refused = assertThrows(IOException.class,
                    () -> QemuServer.start(misled, List.of(open), Opening.toRead(), Optional.empty()));
            assertTrue(refused.getMessage().contains("QEMU has opened " + secret), refused.getMessage());
        }
    }

    @Test
    void whatTookThePlaceOfAnImageThatIsOpenEndsTheOpening() throws IOException {
        Path image = folder.resolve("disk.raw");
        Files.write(image, new byte[1 << 20]);
        QemuNode node = new QemuNode("raw", image, image, false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), OptionalLong.empty(), false, Map.of());
        try (HostFile open = HostFile.open(image, HostFile.Access.READ)) {
            Files.move(image, folder.resolve("old.raw"));
            Files.write(image, new byte[1 << 20]);
            IOException refused = assertThrows(IOException.class,
                    () -> QemuServer.start(node, List.of(open), Opening.toRead(), Optional.empty()));
            assertTrue(refused.getMessage().contains("QEMU has opened " + image), refused.getMessage());
        }
    }
}
