package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each system call by which a job or its recovery changes files fails, with each error, once and for good,
 * and Platter dies or is killed there: the image is old, or new, or resumed to be new.
 */
final class SystemCallCampaign {

    @TempDir
    private Path work;

    @ParameterizedTest
    @EnumSource
    void theImageIsOldOrNewWhicheverCallFails(FaultedImage.Kind kind) throws IOException,
            InterruptedException {
        tell(SystemCallTest.campaign(work, "all", 0, kind.name()));
    }

    @ParameterizedTest
    @EnumSource
    void theImageIsOldOrNewWhereverPlatterIsKilled(FaultedImage.Kind kind) throws IOException,
            InterruptedException {
        tell(SystemCallTest.campaign(work, "killed", 0, kind.name()).replace(" tried", " killed"));
    }

    private static void tell(String output) throws IOException {
        String figures = output.lines().filter(line -> line.matches("[A-Z0-9]+ +[0-9].*"))
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(Files.createDirectories(Path.of("target/figures")).resolve("calls"), figures,
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertEquals(List.of(), output.lines().filter(line -> line.startsWith("LOST")).toList(), output);
    }
}
