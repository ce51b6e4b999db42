package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.platter.base.Event;
import org.platter.base.Event.Condition;
import org.platter.base.Refusal;

/**
 * File systems with files in them that are damaged by seed, and what comes of them: no change that is not
 * told, no change of what is refused, no write to what a checker finds sound, and no file that is another one
 * after anything but a check.
 */
final class Damages {

    private static final int MIB = 1 << 20;
    private static final int PIECE = 1 << 16;
    /** What says where a partition lies, and the sums over that. */
    private static final int MAX_PLACED = 40;
    /** Superblocks and their copies. */
    private static final int MAX_NAMED = 64;

    /** How often what came of which line, and of a look where nothing was seen. */
    final Map<String, Integer> figures = new TreeMap<>();

    private final Path work;
    private final Vessel vessel;
    private final Path sound;
    private final Path damaged;
    private final Path image;
    private final byte[] table;
    private Map<String, String> files = Map.of();

    Damages(Path work, String type) throws IOException {
        this.work = work;
        vessel = Vessel.valueOf(type.toUpperCase(Locale.ROOT));
        sound = work.resolve(type);
        damaged = work.resolve("damaged");
        image = work.resolve("disk.raw");
        vessel.make(sound, work);
        Shell.run("truncate", "-s", String.valueOf(disk()), image.toString());
        Shell.feed("label: dos\nlabel-id: 0x12345678\nstart=2048, size=" + Files.size(sound) / 512
                + ", type=83\n", "sfdisk", "-q", image.toString());
        try (RandomAccessFile open = new RandomAccessFile(image.toFile(), "r")) {
            table = new byte[512];
            open.readFully(table);
        }
        assertEquals(vessel.readsFiles() ? Vessel.FILES : 0, vessel.files(sound, work).size(), type);
    }

    private long disk() throws IOException {
        return 2L * vessel.mebibytes * MIB + 10 * MIB;
    }

    /** What is done to each. */
    List<String> lines() {
        return List.of("check 1 mode=look", "move 1 start=+2MiB", "copy 1 start=" + (vessel.mebibytes + 6)
                + "MiB", "label 1 text=NEW", "uuid 1 value=random", "resize 1 size=max", "check 1");
    }

    /** Looks at the file system that this seed damages, and runs those of the lines on it that are told. */
    void run(long seed, int... which) throws IOException {
        Files.copy(sound, damaged, StandardCopyOption.REPLACE_EXISTING);
        String damage = vessel.damage(damaged, new Random(seed));
        files = vessel.files(damaged, work);
        String seen = "";
        for (int i : which) {
            String line = lines().get(i);
            String what = vessel + ", seed " + seed + " (" + damage + "), " + line;
            lay();
            String came = judge(line, what, seen);
            figures.merge(line.replaceAll(" 1.*(?<!look)$|1 ", "") + ": " + came, 1, Integer::sum);
            seen = i == 0 ? came : seen;
        }
    }

    /** Makes a disk of which the damaged file system is the first partition. */
    private void lay() throws IOException {
        Files.deleteIfExists(image);
        try (RandomAccessFile from = new RandomAccessFile(damaged.toFile(), "r");
                RandomAccessFile to = new RandomAccessFile(image.toFile(), "rw")) {
            to.setLength(disk());
            to.write(table);
            byte[] piece = new byte[PIECE];
            for (long at = 0; at < from.length(); at += PIECE) {
                int length = from.read(piece);
                if (!isZero(piece, length)) {
                    to.seek(MIB + at);
                    to.write(piece, 0, length);
                }
            }
        }
    }

    /** @param seen what came of a look at the same, if there was one */
    private String judge(String line, String what, String seen) throws IOException {
        long before = sum();
        List<Event.Checked> told;
        try {
            told = apply(line);
        } catch (IOException | Refusal e) {
            assertEquals(before, sum(), what + ": " + e.getMessage());
            return e instanceof Refusal ? "refused" : "failed";
        }
        if (line.endsWith("look")) {
            assertEquals(before, sum(), what);
            return told.get(0).text().contains("cleanly") ? "not unmounted"
                    : told.get(0).condition().name().toLowerCase(Locale.ROOT);
        }
        boolean isMended = told.stream().anyMatch(found -> found.condition() == Condition.MENDED);
        assertFalse(isMended && seen.equals("sound"), what + ": " + told);
        if (!isMended && seen.equals("damaged") && !line.startsWith("resize")) { // nobody mended it in silence
            assertEquals(Condition.DAMAGED, again(line.startsWith("copy") ? "check 2 mode=look"
                    : "check 1 mode=look").get(0).condition(), what);
        }
        int start = line.startsWith("move") ? 3 : line.startsWith("copy") ? vessel.mebibytes + 6 : 1;
        Path after = work.resolve("after");
        take(start, after, line.startsWith("resize") ? disk() - start * (long) MIB : Files.size(damaged));
        Map<String, String> now = vessel.files(after, work);
        if (line.startsWith("check")) {
            if (!isMended) {
                assertNotEquals("damaged", seen, what);
                assertEquals(before, sum(), what);
                return "as it was";
            }
            assertNotEquals(before, sum(), what + ": " + told); // what was repaired is another
            assertTrue(now.equals(files) || told.stream().anyMatch(found -> !found.lines().isEmpty()),
                    what + ": " + told);
            assertEquals(List.of(), again("check 1"), what + ": " + told);
            return "told";
        }
        if (!isMended && (line.startsWith("move") || line.startsWith("copy"))) {
            assertTrue(changed(after, 1) <= MAX_PLACED,
                    what + ": " + changed(after, 1) + " bytes are others");
        } else if (!isMended && !vessel.readsFiles() && !line.startsWith("resize")) {
            assertTrue(changed(after, 512) <= MAX_NAMED, what + ": " + changed(after, 512)
                    + " sectors are others");
        }
        if (files.isEmpty()) { // before, its reader gave it up
            return (isMended ? "told" : "done") + ", without files";
        }
        assertEquals(files, now, what + ": " + told);
        return isMended ? "told" : "done";
    }

    private List<Event.Checked> again(String line) throws IOException {
        try {
            return apply(line);
        } catch (Refusal e) {
            throw new AssertionError(e);
        }
    }

    private List<Event.Checked> apply(String line) throws IOException, Refusal {
        List<Event.Checked> told = new ArrayList<>();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push(line);
            session.apply(event -> {
                if (event instanceof Event.Checked found) {
                    told.add(found);
                }
            }, () -> false);
        }
        return told;
    }

    private void take(int start, Path after, long length) throws IOException {
        Files.deleteIfExists(after);
        Shell.run("truncate", "-s", String.valueOf(length), after.toString());
        Shell.copy(image, start * (long) MIB, after, 0, length);
    }

    /**
     * Returns how many of the disk's bytes are what, as one number: two sums, since one alone does not see a
     * change of a structure that ends with a sum of that kind.
     */
    private long sum() throws IOException {
        CRC32C sum = new CRC32C();
        CRC32 other = new CRC32();
        try (RandomAccessFile open = new RandomAccessFile(image.toFile(), "r")) {
            byte[] piece = new byte[PIECE];
            for (int length = open.read(piece); length > 0; length = open.read(piece)) {
                sum.update(piece, 0, length);
                other.update(piece, 0, length);
            }
        }
        return sum.getValue() << 32 | other.getValue();
    }

    /**
     * Returns how many units of the file system are others than they were, but for the last sector and for what
     * was or is zero: where nothing is in use, a commit has its journal, and a move leaves holes.
     */
    private int changed(Path after, int unit) throws IOException {
        int changed = 0;
        try (RandomAccessFile was = new RandomAccessFile(damaged.toFile(), "r");
                RandomAccessFile is = new RandomAccessFile(after.toFile(), "r")) {
            byte[] one = new byte[PIECE];
            byte[] two = new byte[PIECE];
            for (long at = 0; at < was.length(); at += PIECE) {
                int length = (int) Math.min(was.read(one), was.length() - 512 - at);
                is.read(two);
                for (int i = 0; i < length; i++) {
                    if (one[i] != two[i] && one[i] != 0 && two[i] != 0) {
                        changed++;
                        i = i / unit * unit + unit - 1;
                    }
                }
            }
        }
        return changed;
    }

    static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
