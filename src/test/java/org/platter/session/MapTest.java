package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.MapSpan;
import org.platter.session.image.Measure;

/** Where a disk's bytes are and how large an image of it would be: as qemu-img has it. */
final class MapTest {

    private static final long SIZE = 30L * Disks.MIB;
    private static final Pattern ENTRY = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+), \"depth\":"
            + " (\\d+), .*?\"zero\": (\\w+), \"data\": (\\w+)(?:, \"offset\": (\\d+))?");

    @TempDir
    private Path work;

    @Test
    void everyByteOfAChainIsWhereQemuSaysItIs() throws IOException, Refusal {
        Path base = Disks.scattered(work.resolve("base"), SIZE, 12);
        Path middle = work.resolve("middle");
        Path top = work.resolve("top");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base", "-F", "raw",
                middle.toString(), "20M");
        Shell.run("qemu-io", "-c", "write -P 4 3M 2M", "-c", "write -z 10M 1M", "-c", "write -c -P 1 14M 64k",
                middle.toString());
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "middle", "-F", "qcow2",
                top.toString(), "30M");
        Shell.run("qemu-io", "-c", "write -P 6 4M 100k", "-c", "write -P 7 28M 1k", "-c", "write -z 5M 64k",
                top.toString());
        List<MapSpan> spans = map(top);
        long at = 0;
        for (MapSpan span : spans) {
            assertEquals(at, span.start());
            at += span.length();
        }
        assertEquals(SIZE, at);
        int entries = 0;
        Matcher entry = ENTRY.matcher(Shell.run("qemu-img", "map", "--output=json", top.toString()));
        while (entry.find()) {
            long start = Long.parseLong(entry.group(1));
            boolean isData = entry.group(5).equals("true");
            for (long place : new long[] {start, start + Long.parseLong(entry.group(2)) - 1}) {
                MapSpan span = spans.stream().filter(one -> one.start() <= place
                        && place < one.start() + one.length()).findFirst().orElseThrow();
                boolean oursIsData = span.kind() == MapSpan.Kind.DATA
                        || span.kind() == MapSpan.Kind.COMPRESSED;
                assertEquals(isData, oursIsData, entry.group() + " and " + span);
                if (isData) {
                    assertEquals(Integer.parseInt(entry.group(3)), span.depth(),
                            entry.group() + " and " + span);
                    assertEquals(List.of(top, middle, base).get(span.depth()).getFileName(),
                            span.file().getFileName());
                }
                if (isData && entry.group(6) != null) {
                    assertEquals(Long.parseLong(entry.group(6)) + place - start,
                            span.offset().orElseThrow() + place - span.start(),
                            entry.group() + " and " + span);
                }
            }
            entries++;
        }
        assertTrue(entries > 20, "only " + entries);
    }

    /** QEMU takes minutes for an exbibyte. */
    @Test
    void anExbibyteOfNothingIsOneSpanAtOnce() throws IOException, Refusal {
        Path huge = work.resolve("huge");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", huge.toString(), "1E");
        Shell.run("qemu-io", "-c", "write -P 1 500P 2M", huge.toString());
        List<MapSpan> spans = map(huge);
        assertEquals(3, spans.size(), spans.toString());
        assertEquals(500L << 50, spans.get(1).start());
        assertEquals(2L * Disks.MIB, spans.get(1).length());
    }

    private static List<MapSpan> map(Path image) throws IOException, Refusal {
        List<MapSpan> spans = new ArrayList<>();
        ImageJobs.map(image, Disks.USUAL, spans::add, Disks.QUIET, () -> false);
        return spans;
    }

    @ParameterizedTest
    @CsvSource({"raw, preallocation=off", "qcow2, compat=1.1", "qcow2, cluster_size=512",
        "qcow2, cluster_size=2M",
        "qcow2, extended_l2=on", "qcow2, refcount_bits=1", "qcow2, preallocation=full",
        "qcow2, refcount_bits=64"})
    void measuresAsQemuDoes(String format, String option) throws IOException, Refusal {
        Path image = Disks.scattered(work.resolve("image.raw"), SIZE, 13);
        Map<String, String> settings = Map.of(option.split("=")[0], option.split("=")[1]);
        assertEquals(byQemu("-f", "raw", "-O", format, "-o", option, image.toString()),
                ImageJobs.measure(Optional.of(image), Disks.USUAL, OptionalLong.empty(), format, settings));
        assertEquals(byQemu("-O", format, "-o", option, "--size", "100G"),
                ImageJobs.measure(Optional.empty(), Disks.USUAL,
                        OptionalLong.of(100L << 30), format, settings));
    }

    private static Measure byQemu(String... words) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "measure"));
        command.addAll(List.of(words));
        Matcher said = Pattern.compile("required size: (\\d+)\\s+fully allocated size: (\\d+)")
                .matcher(Shell.run(command.toArray(String[]::new)));
        assertTrue(said.find());
        return new Measure(Long.parseLong(said.group(1)), Long.parseLong(said.group(2)));
    }

    /** The other formats are estimated: never too little by more than a tenth. */
    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vmdk", "vpc", "vhdx", "qed", "qcow", "parallels"})
    void anEstimateIsNearTheTruth(String format) throws IOException, Refusal {
        Path image = Disks.scattered(work.resolve("image.raw"), SIZE, 14);
        long estimate = ImageJobs.measure(Optional.of(image), Disks.USUAL, OptionalLong.empty(),
                format, Map.of())
                .required();
        long real = Disks.convert(image, work.resolve("target"), Conversion.to(format)).allocatedSize();
        assertTrue(estimate > real - real / 10, estimate + " for " + real);
    }
}
