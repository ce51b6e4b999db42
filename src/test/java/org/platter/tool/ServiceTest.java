package org.platter.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.Java;

/** Programs that run beside Platter, and not longer. */
@Timeout(60)
class ServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void itIsWaitedForAndEnded() throws IOException {
        Path ready = folder.resolve("ready");
        Service service = Service.start(Programs.installed(), Command.of("sh", "-c",
                "echo getting up; : > '" + ready + "'; exec sleep 1000"));
        assertEquals(ready, service.await(() -> Optional.of(ready).filter(Files::exists), PATIENCE));
        assertEquals(OptionalInt.empty(), service.status());
        service.close();
        assertEquals(OptionalInt.of(128 + 15), service.status());
        assertEquals("getting up\n", service.output());
    }

    @Test
    void oneThatEndsTooEarlySaysWhy() throws IOException {
        try (Service service = Service.start(Programs.installed(), Command.of("sh", "-c",
                "echo the disk is on fire; exit 3"))) {
            ToolFailure failure = assertThrows(ToolFailure.class,
                    () -> service.await(Optional::empty, PATIENCE));
            assertEquals(3, failure.status());
            assertTrue(failure.getMessage().endsWith("; it printed:\n    | the disk is on fire"),
                    failure.getMessage());
        }
    }

    @Test
    void oneThatNeverGetsReadyIsGivenUp() throws IOException {
        try (Service service = Service.start(Programs.installed(), Command.of("sleep", "1000"))) {
            assertThrows(ToolFailure.class, () -> service.await(Optional::empty, Duration.ofMillis(100)));
        }
    }

    @Test
    void oneThatIsNotInstalledNamesItsPackage() {
        ToolFailure failure = assertThrows(ToolFailure.class,
                () -> Service.start(new Programs(java.util.List.of(folder)), Command.of("qemu-nbd")));
        assertTrue(failure.getMessage().contains("install the package qemu-utils"), failure.getMessage());
    }

    @Test
    void theOneOfAKilledPlatterIsEnded() throws Exception {
        Process other = new ProcessBuilder(Java.command("-cp", System.getProperty("java.class.path"),
                Starting.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = other.inputReader().readLine();
        ProcessHandle service = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
        assertTrue(service.isAlive());
        other.destroyForcibly().waitFor();
        service.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
        assertFalse(service.isAlive());
    }

    /** Starts a program, says its number, and waits to be killed. */
    static final class Starting {
        public static void main(String[] arguments) throws Exception {
            Service service = Service.start(Programs.installed(),
                    Command.of("sh", "-c", "echo $$; exec sleep 1000"));
            String number = service.await(() -> Optional.of(service.output().strip())
                    .filter(text -> !text.isEmpty()),
                    PATIENCE);
            System.out.println(number);
            Thread.sleep(1_000_000);
        }
    }
}
