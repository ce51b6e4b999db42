package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Platter starts where it can unpack nothing: no home to write to, and no program may run in /tmp. */
@Timeout(180)
final class NativesTest {

    private static final Path TARGET = Path.of("target");

    @TempDir
    private Path work;

    /** What the process sees: an installed Platter, a checkout, and little else that can be written. */
    private static final String POOR_MACHINE = """
            set -e
            mount -t tmpfs tmpfs /mnt
            cp -R "$1" /mnt/platter
            cp -R "$4" /mnt/platter/target
            mkdir -p /mnt/installed/lib /mnt/installed/bin
            cp -R /mnt/platter/target /mnt/installed/lib/platter
            mv /mnt/platter/platter /mnt/installed/bin
            cp /mnt/platter/packaging/launch /mnt/installed/lib/platter
            mount -t tmpfs -o noexec tmpfs /tmp
            mount -t tmpfs -o noexec tmpfs /var/tmp
            mount -t tmpfs -o ro tmpfs "$2"
            unset XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
            cd /mnt
            """;

    @Test
    void neitherAnInstalledPlatterNorACheckoutUnpacksALibrary() throws Exception {
        Installed.make(work);
        String said = onPoorMachine("""
                platter=/mnt/installed/bin/platter
                $platter image create -f qcow2 -o compression_type=zstd disk.qcow2 8M
                $platter apply disk.qcow2 -e 'table type=gpt' -e 'create fs=ext4 label=one'
                $platter image convert -c -O qcow2 -o compression_type=zstd disk.qcow2 packed.qcow2
                $platter image compare disk.qcow2 packed.qcow2
                $platter info packed.qcow2
                $platter recover disk.qcow2
                platter=/mnt/platter/packaging/run
                mkdir -p platter/src/main platter/icons
                touch platter/pom.xml
                chmod 755 platter
                touch -d tomorrow platter/target/built
                chmod 644 packed.qcow2
                $platter info packed.qcow2 | grep -c one
                setpriv --reuid=65534 --regid=65534 --clear-groups $platter info packed.qcow2 | grep -c one
                find / -xdev -newer /mnt/platter/packaging/run -name '*.so'
                find /tmp /var/tmp -name '*.so' -o -name '*jna*'
                """);
        assertTrue(said.contains("one") && said.contains("\n1\n1\n")
                && said.contains("has no interrupted commit"), said);
        assertFalse(said.contains(".so\n") || said.contains("jna"), said);
    }

    @Test
    void whereALibraryCannotBeUnpackedASentenceSaysSo() throws Exception {
        Installed.make(work);
        String said = onPoorMachine("""
                truncate -s 8M disk.raw
                for command in info recover; do
                    ! "$3/bin/java" -cp "$(echo /mnt/platter/target/*.jar)" org.platter.Platter $command \
                        disk.raw
                done
                """);
        assertEquals(2, said.lines().count(), said);
        assertTrue(said.lines().allMatch(line -> line.startsWith("platter: A library that Platter needs "
                + "cannot be loaded (") && line.endsWith(".")), said);
    }

    @Test
    void wherePlatterLiesAmongProgramsThatMayNotRunItSaysWhatToDo() throws Exception {
        Installed.make(work);
        String said = onPoorMachine("""
                mkdir /mnt/elsewhere
                mount -t tmpfs tmpfs /mnt/elsewhere
                truncate -s 8M /mnt/elsewhere/disk.raw
                mount -o remount,noexec /mnt
                ! sh installed/bin/platter info elsewhere/disk.raw
                cp -R installed elsewhere/installed
                sed -i s:/mnt/installed:/mnt/elsewhere/installed: elsewhere/installed/bin/platter
                elsewhere/installed/bin/platter info elsewhere/disk.raw
                """);
        assertTrue(said.lines().findFirst().orElseThrow().endsWith(
                "); copy Platter to a file system where programs may run, and start it there."), said);
        assertTrue(said.contains("8 MiB"), said);
    }

    private String onPoorMachine(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-m", "--propagation", "slave", "sh", "-c",
                POOR_MACHINE + script, "sh", work.toString(), System.getProperty("user.home"),
                System.getProperty("java.home"), TARGET.resolve("natives").toAbsolutePath().toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
