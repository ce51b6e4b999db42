package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;

/**
 * Whatever a refusal or a remark of an operation advises is followed here, and leads to where it says; a
 * sentence of advice that nobody follows fails.
 */
class AdviceTest {

    /**
     * @param refused what is refused, or told of; empty for what is told of the disk
     * @param follow what the sentence advises; {@code $1} is what the pattern found
     */
    private record Case(Layout disk, String refused, String advice, String follow) {}

    private static final Pattern ADVICE = Pattern.compile("[;:.,] (or )?(then )?(add|check|copy|create|"
            + "delete|format|give|leave|make|mark|move|name|put|read|remove|rename|run|say|set|try|use|write)\\b|"
            + "(?i: first\\.)");

    private static final String SAVED = "restore table=\"label: gpt\\u000aunit: sectors\\u000a\\u000a"
            + "/dev/sda1 : start=2048, size=4194304, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4\\u000a\"";

    /** What is followed elsewhere, or not in Platter, and why. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("is closed by a passphrase", "NewLuksTest"),
            Map.entry("add --shrink", "DiskWithoutTableTest, by the command line"),
            Map.entry("in the guest", "in the guest; packaging/test-long boots guests"),
            Map.entry("of the guest, and run", "in the guest"),
            Map.entry("/etc/fstab", "in the guest"),
            Map.entry("bcdboot", "in Windows"),
            Map.entry("efibootmgr", "in the guest"),
            Map.entry("conf.d/resume", "in the guest"),
            Map.entry("lvmdevices", "in the guest"),
            Map.entry("pvresize", "where the volume is used"),
            Map.entry("copy its files instead", "outside of images"),
            Map.entry("has to be looked at before", "a fault of ours, not of who reads it"),
            Map.entry("paste from=", "PasteTest"),
            Map.entry("The disk has no partition table; make one first.", "by the window, as “create” here"),
            Map.entry(", name=", "no advice"),
            Map.entry("give it another UUID by", "SetUuid"),
            Map.entry("An extended partition cannot be copied", "also of a paste"));

    private static Layout full() {
        return Disks.dos("1GiB").primary(2048, 204800, Disks.ext4("one", 1 << 20)).extended(206848, 1024000)
                .logical(208896, 204800, Disks.ext4("five", 1 << 20))
                .logical(415744, 204800, Disks.ext4("six", 1 << 20)).layout();
    }

    private static Layout wide() {
        Disks disk = Disks.gpt("1GiB");
        for (int i = 0; i < 5; i++) {
            disk.primary(2048 + i * 206848L, i < 4 ? 206848 : 204800, Disks.ext4("p" + i, 1 << 20));
        }
        return disk.layout();
    }

    private static List<Case> cases() {
        Layout gpt = Disks.gpt("1GiB").primary(2048, 204800, Disks.ext4("root", 1 << 20)).layout();
        Layout asleep = Disks.gpt("1GiB").primary(2048, 204800, Disks.opaque("swsuspend")).layout();
        Layout empty = Disks.dos("1GiB").layout();
        Layout none = Disks.plain("100MiB", Disks.ext4("x", 1 << 20)).layout();
        Layout bare = Disks.plain("100MiB", new Content.Unknown()).layout();
        Layout small = Disks.dos("1GiB").primary(2048, 204800, new Content.FileSystem("ext4",
                Optional.of("small"), Optional.of("00000001-5eed-4a11-8000-000000000001"),
                OptionalLong.of(20 << 20), OptionalLong.of(1 << 20), OptionalLong.empty(), List.of()))
                .layout();
        Layout early = Disks.dos("1GiB").primary(1, 2000, Disks.ext4("early", 1 << 10)).layout();
        Layout late = Disks.dos("1GiB").primary(2048, 2097152 - 2048, Disks.ext4("late", 1 << 20)).layout();
        Layout tight = Disks.dos("1GiB").primary(2048, 2049).primary(6000, 100).primary(6100, 2091052)
                .layout();
        return List.of(
                new Case(full(), "resize 1 size=many", "write 512MiB", "resize 1 size=50MiB"),
                new Case(wide(), "convert type=msdos", "or make the one before it smaller",
                        "resize 3 size=100MiB; resize 4 size=100MiB; convert type=msdos"),
                new Case(empty, "create label=x", "say which, with fs=", "create label=x fs=ext4"),
                new Case(empty, "create fs=ext4 passphrase-file=/x", "leave out passphrase-file=",
                        "create fs=ext4"),
                new Case(none, "convert type=gpt", "make a new one", "table type=gpt"),
                new Case(early, "convert type=gpt", "move it to the right first",
                        "move 1 start=1MiB; convert type=gpt"),
                new Case(late, "convert type=gpt", "\\((disk size=\\+\\w+)\\)", "$1; convert type=gpt"),
                new Case(full(), "copy 2", "copy the logical ones", "copy 5"),
                new Case(full(), "copy 1 replace=2", "replace the logical ones", "copy 5 replace=5"),
                new Case(full(), "copy 1 role=logical replace=1", "leave out role=", "copy 1 replace=1"),
                new Case(empty, "create role=extended fs=ext4", "leave out fs=", "create role=extended"),
                new Case(empty, "create role=extended type=0x83", "leave out type=", "create role=extended"),
                new Case(empty, "create type=0x05", "write (role=extended)", "create $1"),
                new Case(full(), "delete 2", "delete (6), then (5) first", "delete $1; delete $2; delete 2"),
                new Case(none, "delete 1", "format partition 1, or make a new table", "format 1 fs=ext2"),
                new Case(none, "delete 1", "format partition 1, or make a new table", "table type=msdos"),
                new Case(full(), "disk size=max", "such as (size=\\+2GiB)", "disk $1"),
                new Case(none, "resize 1 size=max", "such as (size=\\+2GiB)", "resize 1 $1"),
                new Case(full(), "move 2 start=+1MiB", "move its edges", "resize 2 end=+10MiB"),
                new Case(bare, "resize 1 size=50MiB", "format it, or delete it and make another one",
                        "format 1 fs=ext4; resize 1 size=50MiB"),
                new Case(empty, "create start=+1MiB", "leave out the sign", "create start=1MiB"),
                new Case(tight, "create", "try (align=none)", "create $1"),
                new Case(tight, "resize 2 start=4500s align=mib", "try (align=none)",
                        "resize 2 start=4500s $1"),
                new Case(none, "create", "with “(table type=gpt)”", "$1; create"),
                new Case(empty, "create role=logical", "make it first",
                        "create size=500MiB role=extended; create role=logical"),
                new Case(small, "", "check it to let it fill", "check 1"),
                new Case(full(), "move 1 align=inches start=2MiB", "write mib, cylinder or none",
                        "resize 1 size=50MiB align=cylinder"),
                new Case(full(), "table type=sun", "write gpt or dos", "table type=dos"),
                new Case(empty, "create role=odd", "write primary, extended or logical",
                        "create role=primary"),
                new Case(full(), "resize 1 end=50MiB size=20MiB", "leave one out", "resize 1 end=50MiB"),
                new Case(full(), "resize 1 size=1MiB size=2MiB", "write it once", "resize 1 size=50MiB"),
                new Case(gpt, "flag 1 boot=on", "set (type)=(efi)", "$1 1 value=$2"),
                new Case(full(), "type 1 value=0x05", "create one with (role=extended)",
                        "delete 6; delete 5; delete 2; create $1"),
                new Case(full(), "type 1 value=nothing", "a code such as (0x83)", "type 1 value=$1"),
                new Case(gpt, "type 1 value=nothing", "write a GUID",
                        "type 1 value=c12a7328-f81f-11d2-ba4b-00a0c93ec93b"),
                new Case(gpt, SAVED, "\\((disk size=\\+\\w+)\\)", "$1; " + SAVED),
                new Case(asleep, "format 1 fs=swap", "delete partition (1) and make a new one",
                        "delete $1; create fs=swap"),
                new Case(marked(), "flag 1 boot=off", "by “(flag 1 boot=on)”", "flag 1 boot=off; $1"),
                new Case(full(), "convert type=gpt", "“(create size=1MiB type=bios-boot)”",
                        "convert type=gpt; $1"),
                new Case(esp(), "type 1 value=linux", "\\((type 1 value=efi)\\)", "type 1 value=linux; $1"));
    }

    private static Layout marked() {
        return apply(full(), "flag 1 boot=on");
    }

    private static Layout esp() {
        return apply(Disks.gpt("1GiB").primary(2048, 204800, Disks.ext4("esp", 1 << 20))
                .primary(206848, 204800, Disks.ext4("root", 1 << 20)).layout(), "type 1 value=efi");
    }

    private static Layout apply(Layout disk, String script) {
        try {
            return draft(disk, script).last();
        } catch (Refusal refusal) {
            throw new AssertionError(script, refusal);
        }
    }

    private static Draft draft(Layout disk, String script) throws Refusal {
        return Script.append(Draft.of(disk), script.replace("; ", "\n"));
    }

    /** Returns what is said of it: the refusal, or what the plan tells. */
    private static String said(Case one) {
        if (one.refused().isEmpty()) {
            return String.join("\n", Remarks.of(one.disk().partitions().get(0)));
        }
        try {
            return String.join("\n", Identifiers.changed(draft(one.disk(), one.refused())));
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }

    @Test
    void whatIsAdvisedCanBeDone() {
        for (Case one : cases()) {
            String said = said(one);
            Matcher advice = Pattern.compile(one.advice()).matcher(said);
            assertTrue(advice.find(), () -> one.refused() + " says: " + said);
            String follow = one.follow();
            for (int i = 1; i <= advice.groupCount(); i++) {
                follow = follow.replace("$" + i, advice.group(i));
            }
            apply(one.disk(), follow);
        }
    }

    @Test
    void everySentenceOfAdviceIsFollowed() throws IOException {
        String all = String.join("\n", cases().stream().map(AdviceTest::said).toList());
        List<String> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("basedir", "."),
                "src/main/java/org/platter/operation"))) {
            for (Path file : files.sorted().toList()) {
                for (String literal : literals(file)) {
                    boolean isElsewhere = ELSEWHERE.keySet().stream().anyMatch(literal::contains);
                    if (ADVICE.matcher(literal).find() && !all.contains(literal) && !isElsewhere) {
                        left.add(file.getFileName() + ": " + literal);
                    }
                }
            }
        }
        assertEquals(List.of(), left, "advice that no test follows");
    }

    /** Returns the texts in a file, those joined by a plus being one. */
    private static List<String> literals(Path file) throws IOException {
        String source = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?m)^\\s*//.*$", "")
                .replaceAll("\"\\s*\\+\\s*\"", "");
        Matcher matcher = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"").matcher(source);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
