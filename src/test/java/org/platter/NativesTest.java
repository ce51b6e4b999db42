package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Platter starts where it can unpack nothing: no home to write to, and no program may run in /tmp. */
@Timeout(180)
final class NativesTest {

    private static final Path TARGET = Path.of("target");

    @TempDir
    private Path work;

    /** What the process sees: a copy of an installed Platter, and little else that can be written. */
    private static final String POOR_MACHINE = """
            set -e
            mount -t tmpfs tmpfs /mnt
            cp -R "$1" /mnt/platter
            cp -R "$4" /mnt/platter/target
            mount -t tmpfs -o noexec tmpfs /tmp
            mount -t tmpfs -o noexec tmpfs /var/tmp
            mount -t tmpfs -o ro tmpfs "$2"
            unset XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
            cd /mnt
            """;

    @Test
    void neitherAnInstalledPlatterNorACheckoutUnpacksALibrary() throws Exception {
        install();
        String said = onPoorMachine("""
                platter=/mnt/platter/packaging/run
                $platter image create -f qcow2 -o compression_type=zstd disk.qcow2 8M
                $platter apply disk.qcow2 -e 'table type=gpt' -e 'create fs=ext4 label=one'
                $platter image convert -c -O qcow2 -o compression_type=zstd disk.qcow2 packed.qcow2
                $platter image compare disk.qcow2 packed.qcow2
                $platter info packed.qcow2
                $platter recover disk.qcow2
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
        install();
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
        install();
        String said = onPoorMachine("""
                mkdir /mnt/elsewhere
                mount -t tmpfs tmpfs /mnt/elsewhere
                truncate -s 8M /mnt/elsewhere/disk.raw
                mount -o remount,noexec /mnt
                ! sh platter/packaging/run info elsewhere/disk.raw
                cp -R platter elsewhere/platter
                elsewhere/platter/packaging/run info elsewhere/disk.raw
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

    /** Puts together what packaging/install does, from what the tests run with. */
    private void install() throws IOException {
        Files.createDirectories(work.resolve("packaging"));
        Files.createDirectories(work.resolve("target/lib"));
        for (String name : List.of("run", "packages", "trusted")) {
            Files.copy(Path.of("packaging", name), work.resolve("packaging").resolve(name));
        }
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(element).getFileName().toString();
            if (name.matches("(jna|picocli|zstd-jni|jackson-[a-z-]+)-.*\\.jar")) {
                Files.copy(Path.of(element), work.resolve("target/lib").resolve(name));
                jars.add("lib/" + name);
            }
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Platter.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
        Path classes = TARGET.resolve("classes");
        try (OutputStream file = Files.newOutputStream(work.resolve("target/platter-1.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
                Files.copy(path, jar);
            }
        }
    }
}
