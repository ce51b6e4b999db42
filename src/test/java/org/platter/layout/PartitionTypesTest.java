package org.platter.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PartitionTypesTest {

    @ParameterizedTest
    @CsvSource({"DOS, linux, 0x83", "DOS, SWAP, 0x82", "DOS, efi, 0xef", "DOS, lvm, 0x8e", "DOS, raid, 0xfd",
        "DOS, ntfs-data, 0x07", "DOS, extended, 0x05", "DOS, 83, 0x83", "DOS, 0xEF, 0xef", "DOS, 7, 0x07",
        "DOS, b, 0x0b", "DOS, Linux file system, 0x83", "DOS, 0x99, 0x99",
        "GPT, linux, 0fc63daf-8483-4772-8e79-3d69d8477de4", "GPT, swap, 0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
        "GPT, efi, c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "GPT, lvm, e6d6d379-f507-44c2-a23c-238f2a3df928",
        "GPT, raid, a19d880f-05fc-4d3b-a006-743f0f84911e", "GPT, ntfs, ebd0a0a2-b9e5-4433-87c0-68b6b72699c7",
        "GPT, msdata, ebd0a0a2-b9e5-4433-87c0-68b6b72699c7",
        "GPT, bios-boot, 21686148-6449-6e6f-744e-656564454649",
        "GPT, home, 933ac7e1-2eb4-4f13-b844-0e14e2aef915",
        "GPT, root-x86-64, 4f68bce3-e8cd-4db1-96e7-fbcaf984b709",
        "GPT, EFI System, c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
        "GPT, 11111111-2222-3333-4444-ABCDEFABCDEF, 11111111-2222-3333-4444-abcdefabcdef"})
    void aWordANameOrACodeStandsForACode(TableType table, String word, String code) {
        assertEquals(Optional.of(code), PartitionTypes.code(table, word));
    }

    @ParameterizedTest
    @CsvSource({"DOS, 0", "DOS, 0x00", "DOS, 100", "DOS, bios-boot", "DOS, nonsense", "GPT, 83",
        "GPT, nonsense",
        "GPT, 00000000-0000-0000-0000-000000000000", "GPT, 11111111-2222-3333-4444-ABCDEFABCDE",
        "NONE, linux"})
    void anythingElseStandsForNothing(TableType table, String word) {
        assertEquals(Optional.empty(), PartitionTypes.code(table, word));
    }

    @ParameterizedTest
    @EnumSource(value = TableType.class, names = {"DOS", "GPT"})
    void everyTypeIsFoundByItsCodeItsNameAndItsWords(TableType table) {
        Set<String> codes = new HashSet<>();
        for (PartitionTypes.Type type : PartitionTypes.all(table)) {
            assertTrue(codes.add(type.code()), type.code());
            assertEquals(Optional.of(type.name()), PartitionTypes.name(table, type.code()));
            assertEquals(type.aliases().stream().findFirst(), PartitionTypes.alias(table, type.code()));
            for (String word : type.aliases()) {
                assertEquals(Optional.of(type.code()), PartitionTypes.code(table, word), word);
            }
            assertEquals(type.code(), table == TableType.GPT ? UUID.fromString(type.code()).toString()
                    : String.format("0x%02x", Integer.decode(type.code())));
        }
        assertTrue(codes.size() > 90, () -> codes.size() + " types");
    }

    @ParameterizedTest
    @CsvSource({"ca7d7ccb-63ed-4c53-861c-1742536059cc, luks, Linux LUKS",
        "7ffec5c9-2d00-49b7-8941-3ea10a5586b7, dm-crypt, Linux dm-crypt"})
    void whatGptFdiskKnowsAndUtilLinuxDoesNotHasANameToo(String code, String word, String name) {
        assertEquals(Optional.of(name), PartitionTypes.name(TableType.GPT, code));
        assertEquals(Optional.of(code), PartitionTypes.code(TableType.GPT, word));
        assertEquals(Optional.of(code), PartitionTypes.code(TableType.GPT, name));
        assertTrue(PartitionTypes.all(TableType.GPT).size() > 300);
    }

    @Test
    void aDiskWithoutATableHasNoTypes() {
        assertEquals(List.of(), PartitionTypes.all(TableType.NONE));
        assertEquals(Optional.empty(), PartitionTypes.name(TableType.NONE, ""));
    }

    @Test
    void threeCodesMarkTheExtendedPartition() {
        assertEquals(List.of("0x05", "0x0f", "0x85"), PartitionTypes.all(TableType.DOS).stream()
                .map(PartitionTypes.Type::code).filter(PartitionTypes::isExtended).sorted().toList());
    }
}
