package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

class ScriptTest {

    private static final Layout THUMB = Disks.thumb(63, 979902, 979965, 996030).layout();

    private static PartitionId id(int number) {
        return Disks.partition(THUMB, number).id();
    }

    private static String refusal(String line) {
        return assertThrows(Refusal.class, () -> Script.parse(line, THUMB), line).getMessage();
    }

    @Test
    void aLineSaysWhatItMeans() throws Refusal {
        assertEquals(new DiskResize(Amount.relative(2L << 30)), Script.parse("disk size=+2GiB", THUMB));
        assertEquals(new Move(id(2), Amount.bytes(3084480 * 512L), Alignment.CYLINDER),
                Script.parse("move 2 start=3084480s align=cylinder", THUMB));
        assertEquals(Resize.toSize(id(1), Amount.max(), Alignment.MIB),
                Script.parse("resize 1 size=max", THUMB));
        assertEquals(new Delete(id(2)), Script.parse("  delete 2 # the old one", THUMB));
        assertEquals(new SetLabel(id(1), "a \"b\" \\ #c"),
                Script.parse("label 1 text=\"a \\\"b\\\" \\\\ #c\"", THUMB));
        assertEquals(new SetLabel(id(1), ""), Script.parse("label 1 text=", THUMB));
        assertEquals(new SetFlag(id(1), "boot", true), Script.parse("flag 1 boot=on", THUMB));
        assertEquals(new SetUuid(id(1), Optional.empty()), Script.parse("uuid 1 value=random", THUMB));
        assertEquals(new Format(id(1), Optional.empty(), Optional.empty()),
                Script.parse("format 1 fs=none", THUMB));
        assertEquals(new Format(id(1), Optional.of("luks2"), Optional.empty(), Optional.of("/a b")),
                Script.parse("format 1 fs=luks2 passphrase-file=\"/a b\"", THUMB));
        assertEquals(new RepairTable(), Script.parse("repair", THUMB));
        Create create = (Create) Script.parse("create start=1MiB size=512MiB fs=ext4 label=root role=primary "
                + "align=none", THUMB);
        assertEquals(new Create(create.id(), Optional.of(Amount.bytes(1 << 20)),
                Optional.of(Amount.bytes(512 << 20)),
                Optional.of(Role.PRIMARY), Optional.of("ext4"), Optional.of("root"), Optional.empty(),
                Optional.empty(), Alignment.NONE), create);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "resiz 1 size=max          | “resiz”",
        "resize 1 siez=max         | “siez=”",
        "resize 1 siez=max         | it takes start=, end=, size=, align=.",
        "resize 7 size=max         | no partition 7; there are: 1, 2.",
        "resize one size=max       | “one”",
        "resize size=max           | needs the number of a partition",
        "resize 1                  | needs size=",
        "resize 1 size=1GiB end=2GiB | not both",
        "resize 1 size=big         | “size=big”",
        "resize 1 size=max size=min | “size=” is there twice",
        "resize 1 2 size=max       | “2” is not understood",
        "move 2 start=0 align=page | “align=page” is no alignment; write mib, cylinder or none.",
        "move 2                    | needs start=",
        "disk                      | “disk” needs size=",
        "disk size=9999999999TiB   | more than any disk can hold",
        "table type=amiga          | “type=amiga”",
        "create role=boss          | “role=boss”",
        "format 1                  | needs fs=",
        "flag 1                    | one flag",
        "flag 1 boot=maybe         | “boot=maybe”",
        "copy 1 to=other.raw       | “to=”",
        "copy 1 uuid=same          | “uuid=same” is nothing that a copy takes",
        "paste partition=1         | needs from=",
        "paste from=a partition=x  | “partition=x” is no number",
        "convert type=sun          | “type=sun”",
        "restore                   | needs table=",
        "label 1 text=\"open       | never closed",
        "label 1 text=\"\\x\"      | backslash",
        "# nothing                 | no verb",
    })
    void whatIsWrongIsNamed(String line, String part) {
        String message = refusal(line);
        assertTrue(message.contains(part), message);
        assertTrue(message.endsWith("."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512MiB", "3084481s", "+1GiB", "-1025s", "50%", "12.5%", "max", "min", "0s", "1B",
        "+7B", "4095MiB"})
    void anAmountIsWrittenAsItIsRead(String text) throws Refusal {
        assertEquals(text, Amount.parse(text, 512).text(512));
    }

    @Test
    void amountsAreReadInAllTheirSpellings() throws Refusal {
        assertEquals(Amount.bytes(1_500_000_000L), Amount.parse("1.5GB", 512));
        assertEquals(Amount.bytes(8192), Amount.parse("2S", 4096));
        assertEquals(Amount.relative(-(1L << 30)), Amount.parse("−1GiB", 512));
        assertEquals(Amount.max(), Amount.parse("MAX", 512));
        assertEquals(Amount.parse("50%", 512), Amount.parse("50.00%", 512));
        for (String text : List.of("", "+", "101%", "-5%", "1.5s", "99999999999999999999s", "NaN", "0x10",
                "--1MiB")) {
            assertThrows(Refusal.class, () -> Amount.parse(text, 512), text);
        }
    }

    @Test
    void aScriptIsReadLineByLineWithTheNumbersOfEachMoment() throws Refusal {
        Draft draft = Script.append(Draft.of(THUMB), """
                # the first goes, and its number is free again
                delete 1

                create size=100MiB fs=ext4 label=new
                move 1 start=+1MiB
                """);
        assertEquals(List.of("delete 1", "create size=100MiB fs=ext4 label=new align=mib",
                "move 1 start=+1MiB align=mib"),
                draft.lines());
        assertEquals(List.of("delete 1", "create size=100MiB"),
                Script.lines("\n # x\ndelete 1\n\n create size=100MiB\n"));
    }

    @Test
    void theLineOfAScriptThatIsWrongIsCounted() {
        Refusal refusal = assertThrows(Refusal.class, () -> Script.append(Draft.of(THUMB),
                "# one\ndelete 1\n\ncheck 1"));
        assertEquals("Line 4, “check 1”: There is no partition 1; there are: 2.", refusal.getMessage());
    }

    @Test
    void noTextMakesTheParserFailOtherwiseThanByRefusing() {
        String[] words = {"move", "2", "start=", "=", "\"", "\\", "max", "#", "resize", "size=+", "1",
            "create", "%", "flag",
            "\\u", "\0", "fs=ext4", "label=\"", "99999999999", "uuid", "-", "copy", "type"};
        for (long seed = 0; seed < 20_000; seed++) {
            RandomWork work = new RandomWork(seed);
            StringBuilder line = new StringBuilder();
            for (int i = work.below(6); i >= 0; i--) {
                line.append(work.oneOf(List.of(words))).append(work.below(3) > 0 ? " " : "");
            }
            try {
                Operation read = Script.parse(line.toString(), THUMB);
                assertTrue(line.toString().startsWith(read.line(THUMB).split(" ")[0]),
                        "seed " + seed + ": " + line);
            } catch (Refusal refusal) {
                assertTrue(refusal.getMessage().endsWith("."), "seed " + seed + ": " + line);
            } catch (RuntimeException fault) {
                throw new AssertionError("seed " + seed + ": " + line, fault);
            }
        }
    }
}
