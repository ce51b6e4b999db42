package org.platter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code platter image}: the jobs on whole images. */
@Command(name = "image", mixinStandardHelpOptions = true,
        synopsisHeading = "Usage: ", customSynopsis = "platter image COMMAND [OPTION...] [IMAGE...]",
        description = {"Makes, converts, compares and looks after whole images, of every format.",
            "Raw and qcow2 need no other program; the other formats are served by QEMU's.", "",
            "Options have the letters that they have in qemu-img. See “platter image COMMAND --help”.", ""},
        commandListHeading = "Commands:%n")
final class ImageCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
