package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any system call by which a job or its recovery changes files fails: the image is old, or new, or resumed to
 * be new. These are some tries; {@code packaging/test-long} makes them all.
 */
final class SystemCallTest {

    private static final long SEED = 20_261_130;
    /** C2 compiles the hashing, and little else. */
    private static final List<String> COMPILER = List.of("-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000", "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    @TempDir
    private Path work;

    @Test
    void theImageIsOldOrNewWhicheverCallFails() throws IOException, InterruptedException {
        List<String> told = new ArrayList<>();
        int status = campaign(work, "some", SEED, "RAW=130,CLONE=56,QCOW2=66,LOOP=36,VDI=4,VHDX=4,VMDK=4", 0,
                told::add);
        String output = String.join("\n", told);
        assertEquals(0, status, output);
        assertEquals(List.of(), told.stream().filter(line -> line.startsWith("LOST")).toList(), output);
    }

    /** Runs tries in a process of its own, of which each line is told; returns its exit status. */
    static int campaign(Path work, String which, long seed, String kinds, int before, Consumer<String> told)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "faults");
        Faults.make(folder);
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin",
                "java").toString()));
        words.addAll(COMPILER);
        words.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Djdk.lang.Process.launchMechanism=VFORK"));
        words.addAll(Faults.options(folder));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultCampaign.class.getName(),
                folder.toString(), which, String.valueOf(seed), kinds, String.valueOf(before)));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(Faults.environment(folder));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        process.inputReader().lines().forEach(told);
        return process.waitFor();
    }
}
