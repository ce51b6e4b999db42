package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;

/** Each verb of the script language, from an empty file to a disk that other programs agree with. */
final class EveryVerbTest {

    @TempDir
    private Path work;

    private Path image;

    @BeforeEach
    void makeAnEmptyImage() {
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", String.valueOf(8 * ByteSize.GIB), image.toString());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"msdos", "gpt"})
    void everyFileSystemIsMadeLabelledAndMadeAnew(String table) throws IOException, Refusal {
        List<FileSystemType> types = FileSystems.all().stream()
                .filter(type -> DiskSession.installedSupport(type, Action.CREATE).isPossible()).toList();
        apply("table type=" + table);
        if (table.equals("msdos")) {
            apply("create size=8100MiB role=extended");
        }
        for (FileSystemType type : types) {
            long mib = type.id().equals("fat12") ? 16 : 300;
            apply("create size=" + mib + "MiB fs=" + type.id() + (hasLabel(type) ? " label=FIRST" : "")
                    + Bench.passphrase(work, type));
        }
        Layout made = read();
        List<Partition> partitions = made.partitions().stream()
                .filter(it -> it.fileSystem().isPresent()).toList();
        assertEquals(types.size(), partitions.size());
        for (int i = 0; i < types.size(); i++) {
            Partition partition = partitions.get(i);
            assertEquals(types.get(i).id(), partition.fileSystem().orElseThrow().id());
            assertEquals(blkid(partition), partition.content().type().orElse("")
                    + (hasLabel(types.get(i)) ? " FIRST " : " null ") + partition.content().uuid()
                            .orElse("null"));
            rename(types.get(i), partition);
        }
        FileSystemType last = types.stream().filter(type -> hasLabel(type) && !type.needsPassphrase())
                .reduce((one, next) -> next)
                .orElseThrow();
        for (Partition partition : partitions) {
            if (partition.range().length() > 100 * ByteSize.MIB) {
                apply("format " + partition.number() + " fs=" + last.id() + " label=THIRD");
                assertEquals(last.blkidName() + " THIRD",
                        blkid(read().partition(partition.number()).orElseThrow())
                                .replaceFirst(" [^ ]*$", ""));
            }
        }
        assertTrue(Shell.run("sfdisk", "--verify", image.toString()).contains("No errors detected"));
    }

    private static boolean hasLabel(FileSystemType type) {
        return type.maximumLabel() > 0;
    }

    private void rename(FileSystemType type, Partition partition) throws IOException, Refusal {
        int number = partition.number();
        boolean isLabelled = DiskSession.installedSupport(type, Action.LABEL).isPossible();
        boolean isNumbered = DiskSession.installedSupport(type, Action.UUID).isPossible();
        if (isLabelled) {
            apply("label " + number + " text=SECOND");
        }
        if (isNumbered) {
            apply("uuid " + number + " value=random");
        }
        Partition named = read().partition(number).orElseThrow();
        assertEquals(blkid(named), partition.content().type()
                .orElse("") + (isLabelled ? " SECOND " : hasLabel(type) ? " FIRST " : " null ")
                + named.content().uuid().orElse("null"));
        assertEquals(isNumbered, !named.content().uuid().equals(partition.content().uuid()),
                named.toString());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void namesTypesFlagsChecksAndCopiesOnGpt() throws IOException, Refusal {
        apply("table type=gpt", "create size=200MiB fs=ext4 label=root", "name 1 text=\"System α\"",
                "type 1 value=efi", "flag 1 legacy-boot=on", "copy 1 start=1GiB size=300MiB", "check 2");
        Layout layout = read();
        Partition first = layout.partition(1).orElseThrow();
        Partition second = layout.partition(2).orElseThrow();
        assertEquals("System α", first.name().orElseThrow());
        assertEquals("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", first.typeCode());
        assertEquals(1, first.flags().size());
        assertEquals(ByteSize.GIB, second.range().start());
        assertEquals("root", second.content().label().orElseThrow());
        assertTrue(second.fileSystem().orElseThrow().size().orElseThrow() > 299 * ByteSize.MIB);
        apply("delete 1", "table type=msdos", "create fs=ntfs label=win");
        assertEquals(TableType.DOS, read().table().type());
        assertEquals(Set.of("win"),
                Set.copyOf(read().partitions().stream().map(it -> it.content().label().orElse(""))
                        .toList()));
    }

    private String blkid(Partition partition) {
        Map<String, String> tags = new java.util.TreeMap<>();
        Shell.run("blkid", "-p", "-O", String.valueOf(partition.range().start()), "-S",
                String.valueOf(partition.range().length()), "-o", "export", image.toString()).lines()
                .filter(line -> line.contains("="))
                .forEach(line -> tags.put(line.split("=")[0], line.split("=", 2)[1]));
        return tags.get("TYPE") + " " + tags.get("LABEL") + " " + tags.get("UUID");
    }

    private Layout read() throws IOException {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            return session.onDisk();
        }
    }

    private void apply(String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
