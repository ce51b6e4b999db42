package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.SnapshotFacts;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image snapshot}: the internal snapshots of an image. */
@Command(name = "snapshot", mixinStandardHelpOptions = true,
        description = {"Lists, takes, applies and deletes the snapshots inside an image (qcow2). Without an "
                + "option it lists them.",
            ""},
        footer = {"", "Examples:", "  platter image snapshot disk.qcow2",
            "  platter image snapshot -c before-upgrade disk.qcow2",
            "  platter image snapshot -a before-upgrade disk.qcow2",
            "  platter image snapshot -d before-upgrade disk.qcow2"})
final class ImageSnapshotCommand extends ImageJob {

    @Parameters(paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @ArgGroup
    private Action action;

    /** What to do with the snapshots. */
    static final class Action {
        @Option(names = {"-l", "--list"}, description = "Lists them.")
        @SuppressWarnings("UnusedVariable") // a list is what is made where no other action is asked for
        private boolean list;

        @Option(names = {"-c", "--create"}, paramLabel = "NAME",
                description = "Takes one of the present disk.")
        private String create;

        @Option(names = {"-a", "--apply"}, paramLabel = "SNAPSHOT",
                description = "Puts the disk back to what "
                        + "it was, by name or ID. What it is now is lost: take a snapshot of it before.")
        private String apply;

        @Option(names = {"-d", "--delete"}, paramLabel = "SNAPSHOT",
                description = "Deletes one, by name or ID.")
        private String delete;
    }

    @Option(names = "--json", description = "Lists them as JSON; sizes in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options();
        if (action != null && action.create != null) {
            ImageJobs.createSnapshot(image, options, action.create);
            say("The snapshot “" + action.create + "” of " + image + " is taken.");
        } else if (action != null && action.apply != null) {
            ImageJobs.applySnapshot(image, options, action.apply);
            say(image + " is what it was when the snapshot “" + action.apply + "” was taken.");
        } else if (action != null && action.delete != null) {
            ImageJobs.deleteSnapshot(image, options, action.delete);
            say("The snapshot “" + action.delete + "” of " + image + " is deleted.");
        } else {
            list(ImageJobs.snapshots(image, options));
        }
        return Main.DONE;
    }

    private void list(List<SnapshotFacts> snapshots) {
        if (json) {
            Json.print(Map.of("snapshots", ImageText.json(snapshots)), out());
        } else if (snapshots.isEmpty()) {
            say(image + " has no snapshots.");
        } else {
            ImageText.snapshots(snapshots, "", out());
        }
    }
}
