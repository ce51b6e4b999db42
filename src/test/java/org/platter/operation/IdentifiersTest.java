package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;

/** Whatever a machine starts by is told when it changes, and nothing where it does not. */
class IdentifiersTest {

    private static Content ext4(String label, int uuid) {
        return new Content.FileSystem("ext4", Optional.of(label),
                Optional.of("00000000-0000-4000-8000-00000000000" + uuid), OptionalLong.of(100 << 20),
                OptionalLong.of(1 << 20), OptionalLong.of(2 << 20), List.of());
    }

    private static Layout dos() throws Refusal {
        Layout disk = Disks.dos("10GiB").primary(2048, 204800, ext4("root", 1))
                .primary(206848, 204800, ext4("home", 2))
                .extended(411648, 4194304).logical(413696, 204800, ext4("five", 5))
                .logical(620544, 204800, ext4("six", 6)).layout();
        return Script.append(Draft.of(disk), "flag 1 boot=on").last();
    }

    private static Layout gpt() throws Refusal {
        return Script.append(Draft.of(Disks.gpt("10GiB").primary(2048, 204800, ext4("esp", 1))
                .primary(206848, 204800, new Content.Unknown()).primary(411648, 204800, ext4("root", 3))
                .layout()), "type 1 value=efi\ntype 2 value=bios-boot\nname 3 text=system").last();
    }

    private static String told(Layout base, String script) throws Refusal {
        Draft draft = Script.append(Draft.of(base), script.replace("; ", "\n"));
        return Identifiers.changed(draft).stream().collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dos | uuid 1 value=random | The UUID of partition 1 changes, by which /etc/fstab",
        "dos | uuid 1 value=random; uuid 2 value=random | The UUIDs of partitions 1 and 2 change",
        "dos | format 2 fs=ext4 | The UUID of partition 2 changes",
        "dos | format 2 fs=swap | The label of partition 2 changes",
        "dos | label 2 text=other | LABEL=",
        "dos | label 2 text=\"\" | LABEL=",
        "dos | flag 1 boot=off | No partition is active any more, as partition 1 was",
        "dos | flag 2 boot=on | takes partition 2 instead of partition 1",
        "dos | type 1 value=swap | The type of partition 1 changes",
        "dos | move 1 start=3GiB | Partition 1 moves, and a machine starts from it",
        "dos | delete 5 | Partition 6 becomes partition 5",
        "dos | delete 5 | The PARTUUID of partition 6 changes",
        "dos | delete 5 | A machine whose /etc/fstab names partition 5 waits for it",
        "dos | copy 1 start=3GiB; delete 1 | Partition 1 becomes partition 4",
        "dos | copy 1 start=3GiB; delete 1 | No partition is active any more, as partition 1 was: the boot "
                + "code of a BIOS may find nothing to start from. Mark the partition that it starts from by "
                + "“flag 4 boot=on”.",
        "dos | copy 1 start=3GiB uuid=random; delete 1 | The UUID of partition 1 changes",
        "dos | copy 1 start=3GiB uuid=random; delete 1 | Partition 1 becomes partition 4",
        "dos | copy 1 start=3GiB replace=1 | Partition 1 moves, and a machine starts from it",
        "dos | copy 1 start=3GiB replace=2 | The UUID of partition 2 changes",
        "dos | copy 2 start=3GiB replace=2 uuid=random | The UUID of partition 2 changes",
        "dos | convert type=gpt | The table becomes a GPT",
        "dos | convert type=gpt | “create size=1MiB type=bios-boot”",
        "dos | convert type=gpt | The PARTUUIDs of partitions 1, 2, 5 and 6 change",
        "gpt | convert type=msdos | The table becomes a DOS (MBR) table",
        "gpt | convert type=msdos | The PARTUUIDs of partitions 1, 2 and 3 change",
        "gpt | convert type=msdos | by number, PARTUUID, start and size, of which PARTUUID changes",
        "gpt | move 1 start=3GiB | A boot entry of UEFI firmware names the EFI system partition, partition "
                + "1, by number, PARTUUID, start and size, of which start changes: for a new one run "
                + "“grub-install”",
        "gpt | resize 1 size=50MiB | of which size changes",
        "gpt | copy 1 start=3GiB; delete 1; type 4 value=efi | of which number, PARTUUID and start change",
        "gpt | format 3 fs=swap | The label of partition 3 changes",
        "dos | copy 1 start=3GiB | Partition 4 gets the label “root”, which partition 1 has",
        "dos | copy 5 start=1GiB uuid=random | Partition 7 gets the label “five”, which partition 5 has",
        "gpt | convert type=msdos | The name in the table of partition 3 changes",
        "gpt | convert type=msdos | Partition 2 is no BIOS boot partition any more",
        "gpt | type 1 value=linux | Partition 1 is no EFI system partition any more",
        "gpt | delete 2 | Partition 2 is the BIOS boot partition: GRUB",
        "gpt | delete 1 | Partition 1 is the EFI system partition: UEFI firmware",
        "gpt | name 3 text=other | PARTLABEL=",
        "gpt | copy 3 start=3GiB; delete 3 | The PARTUUID of partition 3 changes",
        "gpt | copy 3 start=3GiB; delete 3 | Partition 3 becomes partition 4",
        "gpt | move 2 start=3GiB | Partition 2 moves, and a machine starts from it",
        "dos | create start=3GiB fs=ext4 label=home | Partition 4 gets the label “home”, which partition 2 "
                + "has: where LABEL= finds it in /etc/fstab",
        "dos | label 1 text=home | Partition 1 gets the label “home”, which partition 2 has",
        "dos | format 5 fs=ext4 label=six | Partition 5 gets the label “six”, which partition 6 has",
        "gpt | create start=3GiB name=system | Partition 4 gets the name in the table “system”, which "
                + "partition 3 has",
    })
    void whatAMachineStartsByIsToldWhenItChanges(String table, String script, String told) throws Refusal {
        String all = told(table.equals("dos") ? dos() : gpt(), script);
        assertTrue(all.contains(told), () -> script + " tells\n" + all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dos | move 2 start=3GiB",
        "dos | resize 6 size=max",
        "dos | disk size=+2GiB; create start=5GiB fs=ext4 label=new",
        "dos | copy 2 start=3GiB replace=2",
        "dos | copy 5 start=1GiB size=200MiB replace=5",
        "gpt | copy 3 start=3GiB replace=3",
        "dos | check 1; check 5",
        "dos | label 1 text=root; type 1 value=0x83; flag 1 boot=on",
        "dos | label 1 text=other; label 1 text=root",
        "gpt | resize 3 size=1GiB; move 3 start=+1GiB",
        "gpt | table type=gpt",
        "gpt | create start=3GiB fs=ext4 label=other; label 4 text=another",
    })
    void whatKeepsItsIdentifiersIsNotToldOf(String table, String script) throws Refusal {
        assertEquals("", told(table.equals("dos") ? dos() : gpt(), script));
    }

    @Test
    void aCopyOfAnEarlierChangeIsKnownByItsUuid() throws Refusal {
        Layout copied = Script.append(Draft.of(gpt()), "copy 3 start=3GiB").last();
        assertTrue(told(copied, "delete 3").contains("Partition 3 becomes partition 4"));
    }

    @Test
    void oneSentenceTellsOfManyPartitions() throws Refusal {
        Disks disk = Disks.gpt("10GiB");
        for (int i = 0; i < 8; i++) {
            disk.primary(2048 + i * 206848L, 204800, ext4("p" + i, i));
        }
        String all = told(disk.layout(), "convert type=msdos");
        assertEquals(1, all.lines().filter(it -> it.startsWith("The PARTUUIDs of 8 partitions")).count(),
                all);
        assertTrue(all.contains("4 becomes partition 5"), all);
    }

    @Test
    void theNumberThatACopyEndsWithIsTold() throws Refusal {
        assertTrue(told(dos(), "copy 5 start=1GiB; delete 5").contains("The new partition 7 is partition 6 "
                + "after all operations."));
    }

    private static Layout other(String type) {
        return Disks.dos("10GiB").primary(2048, 204800, new Content.FileSystem(type,
                type.equals("LVM2_member") ? "lvm2" : type, Optional.empty(),
                Optional.of("00000000-0000-4000-8000-000000000001"), OptionalLong.of(100 << 20),
                OptionalLong.of(1 << 20), OptionalLong.of(2 << 20), List.of())).layout();
    }

    @Test
    void whatOnlySomeSystemsFindAPartitionByIsToldToo() throws Refusal {
        String swap = told(other("swap"), "uuid 1 value=random");
        assertTrue(swap.contains("Where the guest hibernates to partition 1, write the new UUID also into"),
                swap);
        String volume = told(other("LVM2_member"), "copy 1 start=3GiB uuid=random; delete 1");
        assertTrue(volume.contains("The LVM UUID of partition 1 changes: where /etc/lvm/devices/"), volume);
        String windows = told(other("ntfs"), "move 1 start=3GiB");
        assertTrue(windows.contains("Windows on a DOS table finds the partition that it starts from by its "
                + "place, and partition 1 moves: run “bcdboot”"), windows);
        assertEquals("", told(other("ntfs"), "resize 1 size=50MiB"));
    }
}
