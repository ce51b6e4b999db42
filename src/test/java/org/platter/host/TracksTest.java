package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.host.HostFile.Tracks;

/** Geometries in the bytes in which Linux 6.1 answered; the numbers are those of {@code sfdisk -g}. */
final class TracksTest {

    @ParameterizedTest(name = "{0}: {2} heads, {3} sectors")
    @CsvSource({"a USB stick of 4 GiB, 853ef903 00000000, 133, 62",
        "a USB disk of sectors of 4096 bytes, 0939fe03 00000000, 9, 57",
        "a SCSI disk of 64 GiB, ff3fa220 00000000, 255, 63",
        "a virtio disk of 64 GiB, 103fff3f 00000000, 16, 63",
        "a memory card of 4 GiB, 04100000 00000000, 4, 16",
        "an NVMe disk of 64 GiB, 40200000 00000000, 64, 32"})
    void whatADriverAnswersIsReadAsSfdiskReadsIt(String disk, String answer, int heads, int sectors) {
        assertEquals(Optional.of(new Tracks(heads, sectors)), Tracks.of(bytes(answer)), disk);
    }

    @ParameterizedTest
    @CsvSource({"00000000 00000000", "003f0100 00000000", "ff000100 00000000", "40804000 00000000"})
    void noHeadsNoSectorsAndMoreThanATableCanNameAreNoGeometry(String answer) {
        assertEquals(Optional.empty(), Tracks.of(bytes(answer)));
    }

    private static byte[] bytes(String answer) {
        return HexFormat.of().parseHex(answer.replace(" ", ""));
    }
}
