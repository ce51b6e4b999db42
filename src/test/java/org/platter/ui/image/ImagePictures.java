package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.stage.Stage;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.base.NeedsPassphrase;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.session.DiskSession;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.MapSpan;
import org.platter.ui.Answers;
import org.platter.ui.Background;
import org.platter.ui.DialogPictures;
import org.platter.ui.DiskViewModel;
import org.platter.ui.action.DialogContext;
import org.platter.ui.apply.ApplyDialog;
import org.platter.ui.apply.ScriptedDisk;
import org.platter.ui.device.Devices;

/**
 * Saves a picture of every dialog on whole images, in light and dark, with made-up images: {@code FOLDER
 * [NAME]...}.
 */
public final class ImagePictures {

    /** The toolkit's side of it. */
    public static final class PicturesApp extends DialogPictures {

        private final FakeJobs jobs = new FakeJobs();
        private final List<Shot> shots = new ArrayList<>();
        private Stage owner;
        private DialogContext context;

        @Override
        protected List<Shot> shots(Stage owner) throws Refusal {
            this.owner = owner;
            context = new DialogContext(owner, jobs, Devices.ofThisComputer());
            collect();
            return shots;
        }

        private void collect() throws Refusal {
            ScriptedDisk rich = disk("web-server-production-2024.qcow2", "qcow2", 20, 6);
            ScriptedDisk plain = disk("thumb.raw", "raw", 0, 1);
            ScriptedDisk based = disk("overlay.qcow2", "qcow2", 2, 2);
            ScriptedDisk broken = disk("orphan.qcow2", "qcow2", 0, -1);
            ScriptedDisk fresh = disk("fresh.qcow2", "qcow2", 0, 1);
            add("information-rich", rich, disk -> ImageInformationDialog.show(owner, jobs, disk), () -> {});
            add("information-chain", rich, disk -> ImageInformationDialog.show(owner, jobs, disk),
                    () -> scroll(0.42));
            add("information-snapshots", rich, disk -> ImageInformationDialog.show(owner, jobs, disk),
                    () -> scroll(1));
            add("information-plain", plain, disk -> ImageInformationDialog.show(owner, jobs, disk), () -> {});
            add("information-broken", broken, disk -> ImageInformationDialog.show(owner, jobs, disk),
                    () -> scroll(1));
            add("snapshots-many", rich, disk -> SnapshotsDialog.show(owner, jobs, disk), () -> {});
            add("snapshots-none", fresh, disk -> SnapshotsDialog.show(owner, jobs, disk), () -> {});
            add("snapshots-delete", rich, disk -> SnapshotsDialog.show(owner, jobs, disk),
                    () -> fire("delete-snapshot"));
            add("snapshots-back", rich, disk -> SnapshotsDialog.show(owner, jobs, disk),
                    () -> fire("go-back"));
            add("go-back", based, disk -> SnapshotsDialog.goBack(owner, jobs, disk), () -> {});
            add("new-empty", plain,
                    disk -> context.making().newImage(DiskSession::installedSupport, path -> {}), () -> {});
            add("new-table", plain,
                    disk -> context.making().newImage(DiskSession::installedSupport, path -> {}),
                    () -> choose("content", 1));
            add("new-backing", plain,
                    disk -> context.making().newImage(DiskSession::installedSupport, path -> {}), () -> {
                        choose("content", 2);
                        type("path", "/tmp/overlay.qcow2");
                        type("backing", "/var/lib/libvirt/images/absent.qcow2");
                    });
            add("new-folder", plain,
                    disk -> context.making().newImage(DiskSession::installedSupport, path -> {}),
                    () -> choose("content", 3));
            add("new-options", plain,
                    disk -> context.making().newImage(DiskSession::installedSupport, path -> {}), () -> {
                        type("path", "/tmp/overlay.qcow2");
                        find(TitledPane.class, "options").setExpanded(true);
                    });
            add("convert", rich, disk -> context.making().convert(Optional.of(disk), path -> {}), () -> {});
            add("convert-done", plain, disk -> context.making().convert(Optional.of(disk), path -> {}),
                    () -> {
                        type("source", "/bin/sh");
                        type("path", "/tmp/platter-picture.qcow2");
                        fire("ok");
                    });
            add("convert-working", plain, disk -> context.making().convert(Optional.of(disk), path -> {}),
                    () -> {
                        jobs.play = (events, cancelled) -> {
                            events.accept(new Event.StepStarted("Copy the disk"));
                            long began = System.nanoTime();
                            while (!cancelled.getAsBoolean() && System.nanoTime() - began < 3_000_000_000L) {
                                events.accept(new Event.Progress((System.nanoTime() - began) / 2, 4L << 30));
                                LockSupport.parkNanos(50_000_000);
                            }
                        };
                        type("source", "/bin/sh");
                        type("path", "/tmp/platter-picture.qcow2");
                        fire("ok");
                    });
            add("convert-failed", plain, disk -> context.making().convert(Optional.of(disk), path -> {}),
                    () -> {
                        jobs.play = (events, cancelled) -> {
                            throw new IOException(
                                    "/images/thumb.raw cannot be read at 0x3f400000: I/O error. "
                                            + "Go on where the source cannot be read, to lose only that.");
                        };
                        type("source", "/bin/sh");
                        type("path", "/tmp/platter-picture.qcow2");
                        fire("ok");
                    });
            add("clone", plain, disk -> context.making().cloneDevice(path -> {}), () -> {});
            add("compact", based, disk -> context.jobDialogs().compact(disk, path -> {}), () -> {});
            add("compact-done", based, disk -> context.jobDialogs().compact(disk, path -> {}),
                    () -> fire("ok"));
            add("compare", plain, disk -> context.jobDialogs().compare(Optional.of(disk)), () -> {});
            add("check-good", based, disk -> context.jobDialogs().check(disk), () -> {});
            add("check-bad", based, disk -> {
                jobs.check = new CheckFacts("qcow2", 12, 3,
                        IntStream.range(0, 15)
                                .mapToObj(i -> "Cluster " + (4711 + i)
                                        + " (offset 0x12670000) has refcount 1, is referenced twice "
                                        + "by the tables of the active disk.")
                                .toList(),
                        OptionalLong.of(1200),
                        OptionalLong.of(65536), OptionalLong.of(80 << 20), 0, 0);
                context.jobDialogs().check(disk);
            }, () -> {});
            add("commit", based, disk -> context.jobDialogs().commit(disk), () -> {});
            add("rebase", based, disk -> context.jobDialogs().rebase(disk), () -> {});
            add("consent", plain, disk -> QuestionsDialog.answered(owner, new NeedsConsent(
                    Path.of("/images/overlay.qcow2"),
                    List.of(Path.of("/bin/sh"), Path.of("/etc/shadow"), Path.of("/mnt/storage/machines/"
                            + "a rather long folder name/with more below/base-image-of-the-department-2023.qcow2"))),
                    new Answers()), () -> {});
            add("passphrase", plain, disk -> QuestionsDialog.answered(owner, new NeedsPassphrase(
                    Path.of("/images/secret.qcow2"), true), new Answers()), () -> {});
            add("format", plain,
                    disk -> QuestionsDialog.answered(owner, new NeedsFormat(Path.of("/images/odd.raw"),
                            List.of("raw", "qcow2"), ""), new Answers()),
                    () -> {});
            add("address", plain, disk -> QuestionsDialog.address(owner),
                    () -> type("address", "http://host/"));
            ScriptedDisk pending = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(),
                    "disk size=+2GiB", "move 2 start=+1GiB", "resize 1 size=max");
            pending.canKeepSnapshot = true;
            pending.format = "qcow2";
            add("review", pending, disk -> ApplyDialog.apply(owner, disk), () -> find(CheckBox.class,
                    "keep-snapshot").setSelected(true));
        }

        private ScriptedDisk disk(String name, String format, int snapshots, int depth) throws Refusal {
            ScriptedDisk disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout());
            disk.path = Path.of("/var/lib/libvirt/images").resolve(name);
            disk.format = format;
            List<ImageFacts> chain = new ArrayList<>();
            for (int i = 0; i < Math.max(1, depth); i++) {
                boolean last = i == Math.max(1, depth) - 1;
                chain.add(FakeJobs.facts(i == 0 ? disk.path.toString() : "/var/lib/images/templates of "
                        + "the department/base-" + i + (last ? ".raw" : ".qcow2"),
                        i > 0 && last ? "raw" : format,
                        4 * ByteSize.GIB, (i + 1) * 700 * ByteSize.MIB, last && depth > 0 ? Optional.empty()
                                : Optional.of(depth < 0 ? "/mnt/gone/base.qcow2" : "base-" + (i + 1)
                                        + (i + 1 == depth - 1 ? ".raw" : ".qcow2")),
                        i == 0 ? FakeJobs.taken(snapshots) : List.of(), depth < 0
                                ? List.of("Its backing file /mnt/gone/base.qcow2 is not there.")
                                : List.of()));
            }
            disk.facts = Optional.of(chain.get(0));
            chains.put(disk.path, chain);
            return disk;
        }

        private final Map<Path, List<ImageFacts>> chains = new LinkedHashMap<>();

        private static List<MapSpan> map(long size, boolean fragmented) {
            List<MapSpan> spans = new ArrayList<>();
            Random random = new Random(7);
            MapSpan.Kind[] kinds = MapSpan.Kind.values();
            for (long at = 0; at < size;) {
                long share = size / (fragmented ? 300 : 24);
                long length = Math.min(size - at, 1 + (long) (random.nextDouble() * share * 2));
                int kind = random.nextInt(fragmented ? 7 : 4);
                MapSpan.Kind how = fragmented ? kinds[kind > 4 ? 0 : kind % 4] : kinds[kind < 2 ? 0 : 2];
                spans.add(new MapSpan(at, length, fragmented && kind > 4 ? 1 : 0, how, OptionalLong.empty(),
                        Path.of("/x")));
                at += length;
            }
            return spans;
        }

        private interface Opening {
            void of(DiskViewModel disk);
        }

        private void add(String name, ScriptedDisk disk, Opening opening, Runnable then) {
            shots.add(new Shot(name, () -> {
                jobs.play = (events, cancelled) -> {};
                jobs.check = new FakeJobs().check;
                jobs.chain = chains.getOrDefault(disk.path, List.of());
                jobs.map = map(disk.onDisk().diskSize(), disk.path.toString().contains("web-server"));
                DiskViewModel view = new DiskViewModel(disk,
                        new Background("picture", Platform::runLater));
                opening.of(view);
            }, then));
        }

        private void fire(String id) {
            find(Button.class, id).fire();
        }

        private void type(String id, String text) {
            find(TextField.class, id).setText(text);
        }

        private void choose(String id, int index) {
            find(ComboBox.class, id).getSelectionModel().select(index);
        }

        private void scroll(double share) {
            ((ScrollPane) top().getScene().lookup(".scroll-pane")).setVvalue(share);
        }
    }

    private ImagePictures() {}

    public static void main(String[] arguments) {
        Application.launch(PicturesApp.class, arguments);
    }
}
