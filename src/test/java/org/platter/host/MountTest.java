package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What file systems a kernel knows, by the files of a made-up one. */
final class MountTest {

    @TempDir
    private Path folder;
    private Path proc;
    private Path modules;

    @BeforeEach
    void makeAKernel() throws IOException {
        proc = Files.createDirectories(folder.resolve("proc"));
        modules = folder.resolve("modules");
        Files.createDirectories(proc.resolve("sys/kernel"));
        Files.writeString(proc.resolve("filesystems"), "nodev\tproc\nnodev\tsysfs\n\text4\n");
        Files.writeString(proc.resolve("sys/kernel/osrelease"), "6.1.0-made-up\n");
        Files.writeString(proc.resolve("sys/kernel/modules_disabled"), "0\n");
        alias("6.1.0-made-up", "jfs", "nilfs2");
        alias("5.10.0-older", "udf");
    }

    private void alias(String release, String... types) throws IOException {
        Path place = Files.createDirectories(modules.resolve(release));
        Files.write(place.resolve("modules.alias"), Stream.concat(Stream.of("# Aliases", "alias fbdev-1 x"),
                Stream.of(types).map(type -> "alias fs-" + type + " " + type)).toList());
    }

    private List<String> known() {
        return Stream.of("ext4", "jfs", "nilfs2", "nilfs", "udf", "proc", "vfat")
                .filter(type -> Mount.knows(type, proc, modules)).toList();
    }

    @Test
    void aModuleThatIsNotLoadedYetIsKnown() {
        assertEquals(List.of("ext4", "jfs", "nilfs2"), known());
    }

    @Test
    void whereNoModuleIsLoadedAnyMoreOnlyWhatIsThereIsKnown() throws IOException {
        Files.writeString(proc.resolve("sys/kernel/modules_disabled"), "1\n");
        assertEquals(List.of("ext4"), known());
    }

    @Test
    void aMachineWithoutModulesKnowsWhatTheKernelTells() throws IOException {
        Files.delete(modules.resolve("6.1.0-made-up/modules.alias"));
        assertEquals(List.of("ext4"), known());
        Files.delete(proc.resolve("sys/kernel/osrelease"));
        Files.delete(proc.resolve("filesystems"));
        assertEquals(List.of(), known());
    }
}
