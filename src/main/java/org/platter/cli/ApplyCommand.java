package org.platter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code platter apply}: carries out operations on an image, all or none. */
@Command(name = "apply", mixinStandardHelpOptions = true,
        description = {"Carries out operations on an image: all of them, or none.", "",
            "Operations, one a line; sizes are 512MiB, 1.5GB, 3084480s (sectors), 100%%, max, min, +1GiB, "
                    + "-1GiB;",
            "edges are aligned to a MiB (align=cylinder, align=none), those given in sectors lie where "
                    + "asked:",
            "  disk size=+2GiB                        resize the image; a smaller one needs --shrink",
            "  table type=gpt                         make a new, empty table (msdos, gpt)",
            "  repair                                 rewrite a damaged table from what could be read",
            "  create start=1MiB size=512MiB fs=ext4 label=root role=primary align=mib",
            "  delete 2",
            "  move 2 start=+1024MiB align=cylinder   to the right; start=3084480s is absolute",
            "  resize 1 size=max align=cylinder       or end=, or start= with size=; mib, cylinder or none",
            "  format 1 fs=ext4 label=data",
            "  check 1                                repair, and grow the file system to fill its "
                    + "partition;",
            "                                         mode=look: only tell what is wrong",
            "  copy 1 start=2GiB                      into free space; uuid=random: not with the same UUID;",
            "                                         replace=1: instead of partition 1, whose number, "
                    + "PARTUUID,",
            "                                         type, flags and name it takes over",
            "  paste from=other.qcow2 partition=2     a partition of another image; start=, size=, uuid=,",
            "                                         replace=",
            "  label 1 text=data      uuid 1 value=random      name 1 text=EFI",
            "  type 1 value=swap      flag 1 boot=on", ""})
final class ApplyCommand extends DraftCommand {

    @Parameters(index = "1", arity = "0..1", paramLabel = "SCRIPT",
            description = "A file with an operation a line; # begins a comment; - is the standard input.")
    private String script;

    @Option(names = "-e", paramLabel = "LINE", description = "An operation; may be given several times.")
    private List<String> lines = List.of();

    @Option(names = "--shrink", description = "Allows the disk to become smaller.")
    private boolean shrink;

    @Override
    void queue(DiskSession session) throws IOException, Refusal {
        for (String line : operations()) {
            session.push(line);
        }
    }

    @Override
    boolean mayShrink() {
        return shrink;
    }

    private List<String> operations() throws IOException {
        List<String> all = new ArrayList<>(lines);
        if (script != null) {
            all.addAll(Scripts.read(script));
        }
        if (all.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "Nothing to do: give operations with -e or in a script.");
        }
        return all;
    }
}
