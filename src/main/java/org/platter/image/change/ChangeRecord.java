package org.platter.image.change;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * What a record says of a change, by which an image or a copy of it is known without a mark: the bytes at both
 * ends that the change leaves alone, and samples of what it writes, before and after. All offsets are the
 * disk's.
 *
 * @param mark what the image is marked with, where that can be
 * @param isMarked whether the file carries the mark
 * @param isPast whether the change was interrupted and finished later: copies from between are still half changed
 * @param kept what the change leaves alone of the first and last MiB
 * @param keptHash SHA-256 of that
 * @param first samples of what is written first and of what follows, in order
 * @param last samples of what is written last, the partition tables
 * @param spared files that were given up: they are what they are
 */
public record ChangeRecord(Mark mark, boolean isMarked, boolean isPast, long oldSize, long newSize,
        RangeSet kept, byte[] keptHash, List<Sample> first, List<Sample> last, List<Spared> spared) {

    /** Some bytes that the change writes, with the CRC32C of what they were and of what they become. */
    public record Sample(long offset, int length, int oldCrc, int newCrc) {}

    /** A file that is not to be compared any more. */
    record Spared(long device, long inode) {}

    /** What an image's bytes tell. */
    enum Finding {
        /** It has not been changed, or wholly, or is another image. */
        WHOLE,
        HALF_CHANGED
    }

    /** The bytes of a disk. */
    interface Disk {
        long size() throws IOException;

        void read(long offset, ByteBuffer into) throws IOException;
    }

    private static final String TITLE = "platter change 1";
    private static final int LONGEST = 4096;
    private static final int EDGE = 1 << 20;

    private static final int OLD = 0;
    private static final int NEW = 1;
    private static final int OTHER = 2;

    public ChangeRecord {
        first = List.copyOf(first);
        last = List.copyOf(last);
        spared = List.copyOf(spared);
    }

    public ChangeRecord(Mark mark, boolean isMarked, long oldSize, long newSize, RangeSet kept,
            byte[] keptHash, List<Sample> first, List<Sample> last) {
        this(mark, isMarked, false, oldSize, newSize, kept, keptHash, first, last, List.of());
    }

    ChangeRecord past() {
        return new ChangeRecord(mark, isMarked, true, oldSize, newSize, kept, keptHash, first, last,
                spared);
    }

    ChangeRecord sparing(long device, long inode) {
        List<Spared> all = new ArrayList<>(spared);
        all.add(new Spared(device, inode));
        return new ChangeRecord(mark, isMarked, isPast, oldSize, newSize, kept, keptHash, first, last,
                all);
    }

    boolean spares(long device, long inode) {
        return spared.contains(new Spared(device, inode));
    }

    /** Returns whether a disk has a size that the one that is changed can have. */
    boolean isAsLarge(Disk disk) throws IOException {
        return disk.size() >= Math.min(oldSize, newSize) && disk.size() <= Math.max(oldSize, newSize);
    }

    /**
     * Returns whether a disk {@linkplain #isAsLarge of that size} has the ends of the one that is changed.
     *
     * @param hashes of the disk that were taken already, by what was hashed; this one's is added
     */
    boolean fits(Disk disk, Map<RangeSet, byte[]> hashes) throws IOException {
        byte[] hash = hashes.get(kept);
        if (hash == null) {
            hash = hash(disk, disk.size());
            hashes.put(kept, hash);
        }
        return MessageDigest.isEqual(hash, keptHash);
    }

    private byte[] hash(Disk disk, long size) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (ByteRange range : kept) {
            ByteBuffer bytes = ByteBuffer.allocate((int) range.length());
            if (range.end() <= size) {
                disk.read(range.start(), bytes);
            }
            digest.update(bytes.flip());
        }
        return digest.digest();
    }

    /**
     * Tells from the samples of a disk how far the change is in it, if it {@link #fits}.
     *
     * @param isWaiting whether the journal is there to finish the change
     */
    Finding find(Disk disk, boolean isWaiting) throws IOException {
        int[] counts = new int[3];
        int[] late = new int[3];
        count(disk, first, counts);
        count(disk, last, late);
        int old = counts[OLD] + late[OLD];
        int changed = counts[NEW] + late[NEW];
        int other = counts[OTHER] + late[OTHER];
        if (!isWaiting) {
            // a user of the image after its change wrote other bytes; tables that were never written prove it
            return changed > 0 && other == 0 && late[OLD] > 0 && late[NEW] == 0 ? Finding.HALF_CHANGED
                    : Finding.WHOLE;
        }
        // of images made from one template none is taken for a copy of another that is being changed
        return changed > 0 && old > 0 ? Finding.HALF_CHANGED : Finding.WHOLE;
    }

    private static void count(Disk disk, List<Sample> samples, int[] counts) throws IOException {
        for (Sample sample : samples) {
            ByteBuffer bytes = ByteBuffer.allocate(sample.length);
            if (sample.offset + sample.length <= disk.size()) {
                disk.read(sample.offset, bytes);
            }
            bytes.clear(); // what lies behind the end is as before, zeros
            if (bytes.mismatch(ByteBuffer.allocate(sample.length)) < 0) {
                continue; // zeros are everywhere, and tell nothing of where they come from
            }
            int crc = crc(bytes);
            counts[crc == sample.oldCrc ? OLD : crc == sample.newCrc ? NEW : OTHER]++;
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Returns the record as a text that people can read too. */
    String encode() {
        StringBuilder text = new StringBuilder(TITLE + "\n");
        text.append("mark ").append(new String(mark.encode(), StandardCharsets.US_ASCII)).append('\n');
        text.append("state ").append(isMarked ? "marked" : "unmarked").append(isPast ? " past" : " current")
                .append('\n');
        text.append("sizes ").append(oldSize).append(' ').append(newSize)
                .append('\n');
        kept.forEach(range -> text.append("kept ").append(range.start()).append(' ').append(range.end())
                .append('\n'));
        text.append("hash ").append(HexFormat.of().formatHex(keptHash)).append('\n');
        append(text, "first", first);
        append(text, "last", last);
        spared.forEach(file -> text.append(String.format("spared %x %x\n", file.device, file.inode)));
        return text.append("end\n").toString();
    }

    private static void append(StringBuilder text, String word, List<Sample> samples) {
        for (Sample sample : samples) {
            text.append(String.format("%s %d %d %08x %08x\n", word, sample.offset, sample.length,
                    sample.oldCrc, sample.newCrc));
        }
    }

    /** @throws IOException if the text is no whole record */
    static ChangeRecord decode(String text) throws IOException {
        List<ByteRange> kept = new ArrayList<>();
        List<Sample> first = new ArrayList<>();
        List<Sample> last = new ArrayList<>();
        List<Spared> spared = new ArrayList<>();
        try {
            List<String> lines = text.lines().toList();
            if (!lines.get(0).equals(TITLE) || !lines.get(lines.size() - 1).equals("end")) {
                throw new IOException("This is no whole record of a change.");
            }
            Mark mark = Mark.decode(lines.get(1).substring("mark ".length())
                    .getBytes(StandardCharsets.ISO_8859_1));
            String[] state = lines.get(2).split(" ");
            String[] sizes = lines.get(3).split(" ");
            byte[] hash = {};
            for (String line : lines.subList(4, lines.size() - 1)) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "kept" -> kept.add(range(words));
                    case "hash" -> hash = HexFormat.of().parseHex(words[1]);
                    case "first" -> first.add(sample(words));
                    case "last" -> last.add(sample(words));
                    case "spared" -> spared.add(new Spared(Long.parseUnsignedLong(words[1], 16),
                            Long.parseUnsignedLong(words[2], 16)));
                    default -> throw new IOException("This record of a change has an unknown line.");
                }
            }
            return new ChangeRecord(mark, state[1].equals("marked"), state[2].equals("past"),
                    Long.parseLong(sizes[1]), Long.parseLong(sizes[2]), RangeSet.of(kept), hash, first, last,
                    spared);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("This record of a change is damaged.", e);
        }
    }

    private static ByteRange range(String[] words) {
        ByteRange range = new ByteRange(Long.parseLong(words[1]), Long.parseLong(words[2]));
        if (range.length() > EDGE) {
            throw new IllegalArgumentException("a range of " + range.length() + " bytes");
        }
        return range;
    }

    private static Sample sample(String[] words) {
        int length = Integer.parseInt(words[2]);
        long offset = Long.parseLong(words[1]);
        if (length < 1 || length > LONGEST || offset < 0 || offset > Long.MAX_VALUE - LONGEST) {
            throw new IllegalArgumentException("a sample of " + length + " bytes at " + offset);
        }
        return new Sample(offset, length, Integer.parseUnsignedInt(words[3], 16),
                Integer.parseUnsignedInt(words[4], 16));
    }

    UUID id() {
        return mark.id();
    }
}
