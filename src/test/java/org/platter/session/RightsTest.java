package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.NewImage;

/** A copy of an image is for nobody who may not have the image, from its first byte on. */
final class RightsTest {

    @TempDir
    private Path folder;

    private Path source(String rights) throws IOException {
        Path source = Disks.scattered(folder.resolve("source.raw"), 8 << 20, 5);
        return chmod(source, rights);
    }

    private static Path chmod(Path file, String rights) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Looks at each event at all files that are there, for those that others may open. */
    private Consumer<Event> watching(Path source, List<String> open) {
        return event -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(it -> !it.equals(source) && !it.equals(folder)).toList()) {
                    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                    boolean isHidden = rights(file.getParent()).equals("rwx------")
                            && !file.getParent().equals(folder);
                    if (!isHidden && !Files.isDirectory(file)
                            && !PosixFilePermissions.toString(rights).endsWith("------")) {
                        open.add(file + " " + rights);
                    }
                }
            } catch (NoSuchFileException | java.io.UncheckedIOException e) {
                return; // gone meanwhile
            } catch (IOException e) {
                open.add(e.toString());
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"raw,", "qcow2,", "qcow2,data_file=copy.bytes", "qcow,", "qed,", "vdi,", "vpc,", "vhdx,",
        "parallels,", "vmdk,", "vmdk,subformat=streamOptimized", "vmdk,subformat=twoGbMaxExtentFlat"})
    void aCopyIsAsNarrowAsItsSource(String format, String option) throws IOException, Refusal {
        Path source = source("rw-------");
        Path copy = folder.resolve("copy");
        Map<String, String> options = option == null ? Map.of()
                : Map.of(option.split("=")[0], option.split("=")[1]);
        List<String> open = new ArrayList<>();
        ImageJobs.convert(source, Disks.USUAL, copy, Conversion.to(format).withOptions(options),
                watching(source, open), () -> false);
        assertEquals(List.of(), open);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", rights(file), file.toString());
            }
        }
        chmod(source, "rw-r--r--");
        ImageJobs.convert(source, Disks.USUAL, folder.resolve("wide"), Conversion.to(format)
                .withOptions(option != null && option.startsWith("data") ? Map.of() : options), Disks.QUIET,
                () -> false);
        assertEquals("rw-r--r--", rights(folder.resolve("wide")));
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----, true, rw-r-----", "rw-r-----, false, rw-------", "rw----r--, true, rw----r--",
        "rw-rw-rw-, false, rw-r--r--", "r--r--r--, true, rw-r--r--"})
    void theGroupHasItOnlyWhereItIsTheSameGroup(String rights, boolean isSame, String expected)
            throws IOException, Refusal {
        Path source = source(rights);
        if (!isSame) {
            Shell.run("chgrp", "1", source.toString());
        }
        ImageJobs.convert(source, Disks.USUAL, folder.resolve("copy"), Conversion.to("qcow2"), Disks.QUIET,
                () -> false);
        assertEquals(expected, rights(folder.resolve("copy")));
    }

    @Test
    void everyFileOfTheChainCounts() throws IOException, Refusal {
        Path base = source("rw-------");
        Path overlay = folder.resolve("overlay.qcow2");
        ImageJobs.create(overlay, NewImage.empty("qcow2", 8 << 20).withBacking(base, "raw"), Disks.USUAL,
                DiskSession::edit, Disks.QUIET, () -> false);
        assertEquals("rw-------", rights(overlay), "what is read through it comes into it");
        chmod(overlay, "rw-r--r--");
        Path copy = folder.resolve("copy.qcow2");
        ImageJobs.convert(overlay, Disks.USUAL, copy, Conversion.to("qcow2"), Disks.QUIET, () -> false);
        assertEquals("rw-------", rights(copy));
        Path sparse = folder.resolve("sparse.qcow2");
        ImageJobs.sparsify(copy, Disks.USUAL, Optional.of(sparse), Disks.QUIET, () -> false);
        assertEquals("rw-------", rights(sparse));
        List<Event> events = new ArrayList<>();
        ImageJobs.rebase(overlay, Disks.USUAL, Optional.empty(), Optional.empty(), false, events::add,
                () -> false);
        assertEquals("rw-------", rights(overlay));
        assertTrue(events.toString().contains("no more users"), events.toString());
    }

    @Test
    void aFileThatIsReplacedWasForNoMoreThanTheNewOne() throws IOException, Refusal {
        Path source = source("rw-r--r--");
        Path copy = Files.createFile(folder.resolve("copy.qcow2"));
        chmod(copy, "rw-------");
        ImageJobs.convert(source, Disks.USUAL, copy, Conversion.to("qcow2").withReplace(true), Disks.QUIET,
                () -> false);
        assertEquals("rw-------", rights(copy));
    }
}
