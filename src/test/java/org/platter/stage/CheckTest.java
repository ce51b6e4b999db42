package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.block.MemoryDevice;
import org.platter.filesystem.Tools;
import org.platter.host.OpenFolder;
import org.platter.operation.Draft;
import org.platter.operation.Script;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Windows;

/** A check that Platter makes itself, of an HFS+. */
class CheckTest {

    private static final long START = ByteSize.MIB;
    private static final String MADE = "table type=gpt\ncreate start=1MiB size=20MiB fs=hfsplus\n";

    @TempDir
    private Path folder;

    private final MemoryDevice device = new MemoryDevice(64 * ByteSize.MIB, 512);
    private final List<Event> events = new ArrayList<>();

    /** Stages a script, with such programs, and writes the outcome to the device. */
    private void run(String script, Tools tools) throws IOException, Refusal {
        try (OpenFolder open = OpenFolder.open(folder);
                StagedDisk staged = new StagedDisk(device, FileScratch.in(open))) {
            Draft draft = Script.append(Draft.of(DiskProbe.read(staged)), script);
            new Stager(staged, Windows.copies(folder), new ProgramRunner(Programs.installed()), tools,
                    events::add, () -> false).run(draft);
            for (long at = 0; at < device.size(); at += ByteSize.MIB) {
                device.write(at, staged.read(at, (int) ByteSize.MIB));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check 1", "move 1 start=30MiB", "resize 1 size=10MiB", "copy 1 start=30MiB"})
    void whatItFindsIsRefusedInOneSentenceWhereNothingRepairsIt(String script) throws IOException, Refusal {
        run(MADE, program -> false);
        device.write(START + 1024 + 32, ByteBuffer.allocate(4).putInt(0, 7));
        IOException refused = assertThrows(IOException.class, () -> run(script, program -> false));
        String told = ".*: this HFS\\+ is damaged, its header tells of 7 files where there are 0; Disk "
                + "Utility of macOS or fsck.hfsplus of the package hfsprogs may repair it";
        assertTrue(refused.getMessage().matches(told), refused.getMessage());
    }

    @Test
    void whatIsSoundNoProgramChanges() throws IOException, Refusal {
        run(MADE, program -> true);
        run("check 1\nresize 1 size=10MiB\nmove 1 start=30MiB\ncopy 1 start=45MiB\n", program -> true);
        assertEquals(List.of(), events.stream().filter(Event.CommandStarted.class::isInstance).toList());
    }
}
