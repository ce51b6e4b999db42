package org.platter.session;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes files into the root folder of an exFAT and reads them, since no program does so without a mount;
 * shares no code with Platter (exFAT specification, 3.1, 7.1, 7.4 to 7.7).
 */
final class ExfatFiles {

    private static final int ENTRY = 32;
    private static final int SET = 3 * ENTRY;
    private static final int CONTIGUOUS = 2;

    private ExfatFiles() {}

    /** Puts all files of a folder into an empty volume: every other cluster's, or one behind the other. */
    static void put(Path volume, Path folder) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(volume)).order(ByteOrder.LITTLE_ENDIAN);
        Places at = Places.of(all);
        int entry = at.place(at.root);
        int bitmap = 0;
        for (; all.get(entry) != 0; entry += ENTRY) {
            bitmap = (all.get(entry) & 0xff) == 0x81 ? at.place(all.getInt(entry + 20)) : bitmap;
        }
        int next = at.root + 1;
        boolean isChained = false;
        for (String name : Volume.hashes(folder).keySet()) {
            byte[] bytes = Files.readAllBytes(folder.resolve(name));
            int first = next;
            int step = isChained ? 2 : 1;
            for (int done = 0; done < bytes.length; done += at.cluster, next += step) {
                int length = Math.min(at.cluster, bytes.length - done);
                all.put(at.place(next), bytes, done, length);
                all.put(bitmap + (next - 2) / 8, (byte) (all.get(bitmap + (next - 2) / 8)
                        | 1 << (next - 2) % 8));
                if (isChained) {
                    all.putInt(at.table + 4 * next, done + length < bytes.length ? next + step : -1);
                }
            }
            set(all, entry, name, first, bytes.length, isChained);
            entry += SET;
            isChained = !isChained;
        }
        Files.write(volume, all.array(), StandardOpenOption.WRITE);
    }

    /** The three entries of a file with a short ASCII name in upper case. */
    private static void set(ByteBuffer all, int at, String name, int cluster, long length,
            boolean isChained) {
        byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
        all.put(at, (byte) 0x85).put(at + 1, (byte) 2).putShort(at + 4, (short) 0x20);
        for (int time : new int[] {8, 12, 16}) {
            all.putInt(at + time, 0x5a21_0000);
        }
        all.put(at + 32, (byte) 0xc0).put(at + 33, (byte) (isChained ? 1 : 1 | CONTIGUOUS))
                .put(at + 35, (byte) name.length()).putLong(at + 40, length).putInt(at + 52, cluster)
                .putLong(at + 56, length).put(at + 64, (byte) 0xc1).put(at + 66, text);
        all.putShort(at + 36, sum(ByteBuffer.wrap(text), 0, text.length, -1));
        all.putShort(at + 2, sum(all, at, SET, 2));
    }

    /** Returns the sum of a name or a set of entries, where the sum itself is left out. */
    private static short sum(ByteBuffer bytes, int start, int length, int leftOut) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            if (leftOut < 0 || i != leftOut && i != leftOut + 1) {
                sum = ((sum & 1) << 15 | sum >>> 1) + (bytes.get(start + i) & 0xff) & 0xffff;
            }
        }
        return (short) sum;
    }

    /** Makes the sums of all sets in the root folder right, so that what is wrong lies deeper. */
    static void sumUp(RandomAccessFile volume) throws IOException {
        byte[] bytes = new byte[(int) volume.length()];
        volume.seek(0);
        volume.readFully(bytes);
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Places at = Places.of(all);
        if (at == null || at.root < 2 || at.place(at.root) < 0
                || at.place(at.root) + at.cluster > bytes.length) {
            return;
        }
        for (int entry = at.place(at.root); entry + SET <= at.place(at.root) + at.cluster; entry += ENTRY) {
            if ((bytes[entry] & 0xff) == 0x85) {
                all.putShort(entry + 2, sum(all, entry, SET, 2));
            }
        }
        volume.seek(at.place(at.root));
        volume.write(bytes, at.place(at.root), at.cluster);
    }

    /** Returns the sum of each file by its name; what cannot be read is left out. */
    static Map<String, String> read(Path volume) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(volume)).order(ByteOrder.LITTLE_ENDIAN);
        Places at = Places.of(all);
        Map<String, String> files = new TreeMap<>();
        if (at == null || at.root < 2 || at.place(at.root) < 0
                || at.place(at.root) + at.cluster > all.limit()) {
            return files;
        }
        for (int entry = at.place(at.root); entry + SET <= at.place(at.root) + at.cluster; entry += ENTRY) {
            if ((all.get(entry) & 0xff) == 0x85 && (all.get(entry + 32) & 0xff) == 0xc0) {
                byte[] name = new byte[2 * Math.min(15, all.get(entry + 35) & 0xff)];
                all.get(entry + 66, name);
                files.put(entry + new String(name, StandardCharsets.UTF_16LE), content(all, at, entry + 32));
            }
        }
        return files;
    }

    private static String content(ByteBuffer all, Places at, int stream) {
        CRC32C sum = new CRC32C();
        long left = all.getLong(stream + 24);
        int cluster = all.getInt(stream + 20);
        for (int read = 0; left > 0 && read < all.limit(); read += at.cluster) {
            long place = at.heap + (cluster - 2L) * at.cluster;
            if (cluster < 2 || place + at.cluster > all.limit()) {
                return "lost after " + sum.getValue();
            }
            sum.update(all.slice((int) place, (int) Math.min(left, at.cluster)));
            left -= at.cluster;
            cluster = (all.get(stream + 1) & CONTIGUOUS) != 0 ? cluster + 1 : all.getInt(at.table
                    + 4 * cluster);
        }
        return sum.getValue() + " of " + all.getLong(stream + 24);
    }

    /** Where the parts lie, in bytes; the root folder in clusters. */
    private record Places(int table, int heap, int cluster, int root) {

        /** Returns them, or null where the boot sector says nothing of use. */
        static Places of(ByteBuffer all) {
            long heap = (all.getInt(88) & 0xffff_ffffL) << all.get(108);
            long table = (all.getInt(80) & 0xffff_ffffL) << all.get(108);
            int shift = all.get(108) + all.get(109);
            return heap > all.limit() || table > heap || shift < 9 || shift > 20 ? null
                    : new Places((int) table, (int) heap, 1 << shift, all.getInt(96));
        }

        int place(int number) {
            long place = heap + (number - 2L) * cluster;
            return place > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE / 2 : (int) place;
        }
    }
}
