package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.platter.filesystem.TestPartition;

/** Damages an HFS or HFS+ number by number; all are big-endian. */
abstract class HfsDamages {

    @TempDir
    Path folder;

    TestPartition volume;

    /** Changes the volume of a test. */
    @FunctionalInterface
    interface Edit<T extends HfsDamages> {

        void on(T test) throws IOException;
    }

    /**
     * One damage.
     *
     * @param found what the sentence says of it
     */
    record Damage<T extends HfsDamages>(String name, Edit<T> edit, String found) {

        @Override
        public String toString() {
            return name;
        }
    }

    int u8(long at) throws IOException {
        return volume.read(at, 1).get() & 0xff;
    }

    int u16(long at) throws IOException {
        return volume.read(at, 2).getShort() & 0xffff;
    }

    long u32(long at) throws IOException {
        return volume.read(at, 4).getInt() & 0xffff_ffffL;
    }

    void put8(long at, int value) throws IOException {
        volume.write(at, ByteBuffer.allocate(1).put(0, (byte) value));
    }

    void put16(long at, int value) throws IOException {
        volume.write(at, ByteBuffer.allocate(2).putShort(0, (short) value));
    }

    void put32(long at, long value) throws IOException {
        volume.write(at, ByteBuffer.allocate(4).putInt(0, (int) value));
    }
}
