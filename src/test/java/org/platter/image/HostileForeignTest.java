package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.host.HostFile;
import org.platter.image.open.Images;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/** Headers and tables that somebody made up. */
class HostileForeignTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"qcow,1", "qed,2", "vdi,3", "vmdk,4", "vpc,5", "vhdx,6", "parallels,7"})
    void anyBytesInAHeaderAreToldOrRefusedSoon(String format, long seed) throws IOException {
        Path path = folder.resolve("disk");
        run("qemu-img", "create", "-q", "-f", format, path.toString(), "100M");
        run("qemu-io", "-f", format, "-c", "write -P 1 0 64k", "-c", "write -P 2 90M 64k", path.toString());
        Random random = new Random(seed);
        int[] places = format.equals("vhdx") ? new int[] {65536, 131072, 3 * 65536, 2 << 20, 3 << 20}
                : new int[] {0};
        for (int round = 0; round < 250; round++) {
            int at = places[random.nextInt(places.length)]
                    + random.nextInt(random.nextBoolean() ? 100 : 2048) / 4 * 4;
            byte[] evil = new byte[random.nextBoolean() ? 4 : 8];
            switch (random.nextInt(4)) {
                case 0 -> java.util.Arrays.fill(evil, (byte) -1);
                case 1 -> evil[random.nextInt(evil.length)] = 0x7f;
                case 2 -> evil[random.nextInt(evil.length)] = (byte) 0x80;
                default -> random.nextBytes(evil);
            }
            String where = "seed " + seed + ", round " + round + ", at " + at;
            try (HostFile file = HostFile.open(path, HostFile.Access.WRITE)) {
                ByteBuffer before = ByteBuffer.allocate(evil.length);
                file.read(at, before);
                file.write(at, ByteBuffer.wrap(evil));
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> describe(format, path, where), where);
                file.write(at, before.flip());
            }
        }
        Files.delete(path);
    }

    private static void describe(String format, Path path, String where) {
        try {
            Images.describe(path, Opening.toRead().withFormat(Optional.of(format)));
        } catch (IOException e) {
            if (e.getMessage() == null || e.getMessage().length() > 400) {
                fail(where, e);
            }
        } catch (RuntimeException e) {
            fail(where, e);
        }
    }

    private static void run(String program, String... arguments) throws IOException {
        new ProgramRunner(Programs.installed()).run(Command.of(program, arguments), event -> {},
                () -> false);
    }
}
