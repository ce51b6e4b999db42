package org.platter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import org.platter.session.WholeDisk;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code platter grow}: gives the room on a disk to one partition. */
@Command(name = "grow", mixinStandardHelpOptions = true,
        description = {"Enlarges the disk, moves what lies behind a partition to the end, and grows the "
                + "partition with its file system: all of it, or nothing.",
            "The operations are those of “platter apply”; --plan shows them.", ""},
        footer = {"", "Examples:",
            "  platter grow server.qcow2 +20GiB          # the only partition that can grow",
            "  platter grow server.qcow2 60GiB 2", "  platter grow --plan server.qcow2"})
final class GrowCommand extends DraftCommand {

    @Parameters(index = "1..2", arity = "0..2", paramLabel = "SIZE PARTITION",
            description = "SIZE: how large the disk is to be, or +20GiB by how much larger; without it the room "
                    + "that is free is used. PARTITION: which one grows; without it the only one that can.")
    private List<String> words = List.of();

    @Override
    void queue(DiskSession session) throws IOException, Refusal {
        List<String> left = new ArrayList<>(words);
        OptionalInt number = OptionalInt.empty();
        if (!left.isEmpty() && left.get(left.size() - 1).matches("[0-9]{1,3}")) {
            number = OptionalInt.of(Integer.parseInt(left.remove(left.size() - 1)));
        }
        if (left.size() > 1) {
            throw new ParameterException(spec.commandLine(),
                    "“" + left.get(1) + "” is no number of a partition.");
        }
        new WholeDisk(session).grow(left.stream().findFirst(), number);
    }

    @Override
    boolean mayShrink() {
        return false;
    }
}
