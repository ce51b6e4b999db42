package org.platter.cli;

import java.io.IOException;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import org.platter.session.WholeDisk;
import picocli.CommandLine.Command;

/** {@code platter shrink}: makes a disk as small as what is on it lets it be. */
@Command(name = "shrink", mixinStandardHelpOptions = true,
        description = {
            "Shrinks each file system to its minimum, moves the partitions to the beginning, and cuts "
                    + "the disk behind the last one: all of it, or nothing. What cannot shrink or move stays as it is.",
            "The operations are those of “platter apply”; --plan shows them.", ""},
        footer = {"", "Examples:", "  platter shrink --plan server.qcow2", "  platter shrink server.qcow2"})
final class ShrinkCommand extends DraftCommand {

    @Override
    void queue(DiskSession session) throws IOException, Refusal {
        new WholeDisk(session).shrink();
    }

    @Override
    boolean mayShrink() {
        return true;
    }
}
