package org.platter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.Figures;
import org.platter.session.Shell;

/**
 * Machines that are started before and after each operation: each comes up, or the plan has said that it
 * would not, and why: a warning names the partition, where the draft does, and what finds by it. {@code -Dguests=EXPRESSION} tries only the drafts that match, with the guest's
 * name in front of them.
 */
final class GuestCampaign {

    private static final Pattern WARNINGS = Pattern.compile("\"warnings\" *: *\\[(.*?)\\n? *\\]",
            Pattern.DOTALL);
    private static final Pattern NUMBERED = Pattern
            .compile("(?:^|; )(?!create)[a-z]+ (\\d+)\\b|(?:partition|replace)=(\\d+)");
    private static final Pattern FINDERS = Pattern.compile("UUID|LABEL|label|name|fstab|GRUB|boot|starts? |"
            + "initramfs|hibernat|mount");
    private static final Pattern CONSENT = Pattern.compile("by --overwrite (\\d+-\\d+)");

    /**
     * What is tried on every machine. ROOT, SWAP and DATA stand for its partitions, LAST for free space,
     * DISK for its image, TABLE for its table, saved under another identifier.
     */
    private static final List<String> DRAFTS = List.of("", "move ROOT start=+2MiB", "move SWAP start=+2MiB",
            "move DATA start=+2MiB", "resize ROOT size=+4MiB", "resize ROOT size=min",
            "resize SWAP size=+2MiB",
            "resize DATA size=+4MiB", "resize DATA size=min", "copy ROOT start=LAST",
            "copy DATA start=LAST uuid=random",
            "copy ROOT start=LAST; delete ROOT", "copy ROOT start=LAST uuid=random; delete ROOT",
            "copy ROOT start=LAST replace=ROOT", "copy DATA start=LAST; delete DATA",
            "paste from=DISK partition=DATA start=LAST", "paste from=DISK partition=DATA start=LAST "
                    + "uuid=random",
            "delete SWAP", "delete DATA",
            "create start=LAST size=8MiB fs=ext4 label=more",
            "create start=LAST size=8MiB fs=ext4 label=data",
            "format SWAP fs=swap", "format DATA fs=ext4 label=data", "format ROOT fs=ext4",
            "label ROOT text=other",
            "label ROOT text=data", "label DATA text=other", "label SWAP text=other",
            "uuid ROOT value=random",
            "uuid SWAP value=random", "uuid DATA value=random", "type ROOT value=swap",
            "type SWAP value=linux",
            "name DATA text=other", "check ROOT", "check DATA mode=look", "disk size=+64MiB",
            "disk size=-16MiB",
            "sort", "delete SWAP; sort", "delete SWAP; create start=LAST size=8MiB fs=swap; sort", "repair",
            "restore table=TABLE", "table type=gpt", "table type=msdos");
    private static final List<String> MBR = List.of("flag 1 boot=off", "flag 2 boot=on", "convert type=gpt",
            "convert type=gpt; create start=LAST size=1MiB type=bios-boot", "resize 3 size=+4MiB",
            "create size=4MiB fs=ext4 role=logical start=90MiB");
    private static final List<String> GPT = List.of("convert type=msdos", "delete 1", "type 1 value=linux",
            "name ROOT text=other", "move 1 start=+1MiB", "format 1 fs=ext4", "flag 1 legacy-boot=on");

    /** Returns what is tried on a machine. */
    static List<String> drafts(Guest guest) {
        return Stream.concat(DRAFTS.stream(), (guest == Guest.BIOS_MBR ? MBR : GPT).stream()).toList();
    }

    @TempDir
    private static Path kernel;
    @TempDir
    private Path work;

    /** What came of one draft. */
    private record Row(String draft, String outcome, boolean isFault) {

        /** A refusal is an answer, a failure is not. */
        static Row undone(String draft, Cli.Outcome outcome) {
            boolean isRefused = outcome.status() == 3;
            return new Row(draft, (isRefused ? "refused: " : "FAULT: ")
                    + outcome.err().strip().replace('\n', ' '), !isRefused);
        }

        @Override
        public String toString() {
            return String.format("%-62s %s", draft.isEmpty() ? "(as it was made)" : draft, outcome);
        }
    }

    @BeforeAll
    static void makeKernel() throws IOException {
        Guest.makeKernel(kernel);
    }

    @ParameterizedTest
    @EnumSource
    void itComesUpOrWasWarnedOf(Guest guest) throws IOException, InterruptedException {
        Path disk = guest.make(kernel, work);
        Pattern wanted = Pattern.compile(System.getProperty("guests", ""));
        List<String> drafts = drafts(guest).stream()
                .filter(draft -> wanted.matcher(guest + " " + draft).find()).toList();
        Figures figures = Figures.of(GuestCampaign.class, guest, drafts.size());
        StringBuilder rows = new StringBuilder();
        for (String draft : drafts) {
            figures.count(() -> {
                Row row = row(guest, disk, draft);
                rows.append('\n').append(row);
                return row.isFault() ? row.toString() : "";
            }, rows);
        }
        figures.check();
    }

    private static String named(String draft, Guest guest, Path disk) {
        boolean isDos = guest == Guest.BIOS_MBR;
        String table = Shell.run("sfdisk", "-d", disk.toString())
                .replaceAll("label-id: .*", "label-id: " + (isDos ? "0x55667788"
                        : "99999999-2222-3333-4444-555555555555"))
                .replace("\n", "\\u000a").replace("\"",
                        "\\\"");
        return draft.replace("ROOT", isDos ? "1" : "2").replace("SWAP", isDos ? "2" : "3")
                .replace("DATA", isDos ? "5" : "4").replace("LAST",
                        guest == Guest.BIOS_GPT ? "380MiB" : "120MiB")
                .replace("DISK", disk.toString()).replace("TABLE", "\"" + table + "\"");
    }

    /** Whether a warning says of a partition that the draft names what finds by it. */
    private static boolean isToldBy(String warnings, String draft) {
        List<String> numbers = NUMBERED.matcher(draft).results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1)).toList();
        if (numbers.isEmpty() && warnings.contains("All partitions and what is on them are lost")) {
            return true;
        }
        return warnings.lines().filter(line -> FINDERS.matcher(line).find())
                .anyMatch(line -> numbers.isEmpty() || numbers.stream().anyMatch(number -> Pattern
                        .compile("(?i)partitions? (\\d+(, | and ))*" + number + "\\b").matcher(line).find()));
    }

    private Row row(Guest guest, Path disk, String draft) throws IOException, InterruptedException {
        Path image = work.resolve("changed.qcow2");
        Files.deleteIfExists(image);
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", disk.toString(), "-F", "raw",
                image.toString());
        String warnings = "";
        if (!draft.isEmpty()) {
            List<Object> words = new ArrayList<>(List.of("apply", image, "--shrink"));
            for (String line : named(draft, guest, disk).split("; ")) {
                words.addAll(List.of("-e", line));
            }
            Cli.Outcome plan = Cli
                    .run(Stream.concat(words.stream(), Stream.of("--plan", "--json")).toArray());
            if (plan.status() != 0) {
                return Row.undone(draft, plan);
            }
            Matcher found = WARNINGS.matcher(plan.out());
            warnings = found.find() ? found.group(1).strip() : "";
            Cli.Outcome outcome = Cli.run(words.toArray());
            Matcher consent = CONSENT.matcher(outcome.err());
            if (outcome.status() == 3 && consent.find()) { // it is told what would be lost, and wanted
                words.addAll(List.of("--overwrite", consent.group(1)));
                warnings = (warnings + "\n" + outcome.err()).strip();
                outcome = Cli.run(words.toArray());
            }
            if (outcome.status() != 0) {
                return Row.undone(draft, outcome);
            }
        }
        Guest.Start start = guest.start(image, "qcow2");
        String told = warnings.isEmpty() ? "; nothing told" : "; told: " + warnings.lines().map(String::strip)
                .filter(line -> !line.contains("shares clusters")).collect(Collectors.joining(" "));
        if (start.failure().isEmpty()) {
            return new Row(draft, "up after " + start.seconds() + " s" + told, false);
        }
        boolean isFault = !isToldBy(warnings, draft.isEmpty() ? "" : named(draft, guest, disk));
        return new Row(draft, (isFault ? "FAULT " : "") + "down: " + start.failure().get() + told
                + (isFault ? "\n" + start.console() : ""), isFault);
    }
}
