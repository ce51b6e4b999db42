package org.platter.image.nbd;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.ByteRange;

/** A server that lies or falls silent. */
class LyingServerTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = FakeServer.Vice.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void itFailsInOneSentenceAndInTime(FakeServer.Vice vice) throws IOException {
        try (FakeServer server = new FakeServer(folder, 4 << 20, 512, vice)) {
            IOException failure = assertTimeoutPreemptively(Duration.ofSeconds(60),
                    () -> assertThrows(IOException.class, () -> use(server)));
            assertTrue(failure.getMessage().startsWith("The connection to nbd+unix:///?socket=")
                    || failure.getMessage().contains("cannot map"), failure.getMessage());
            assertTrue(failure.getMessage().length() < 300, failure.getMessage());
        }
    }

    private static void use(FakeServer server) throws IOException {
        try (NbdDevice device = new NbdDevice(NbdDevice.connect(server.address(), Duration.ofMillis(500)),
                "disk",
                512, true)) {
            device.data(new ByteRange(0, 4 << 20));
            device.read(0, 1 << 20);
            device.write(0, ByteBuffer.allocate(4 << 20));
        }
    }
}
