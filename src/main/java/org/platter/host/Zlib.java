package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Raw deflate with a window of 12 bits, as qcow2 has it: QEMU inflates with no larger one, and Java's own
 * deflater always takes 15. One thread at a time.
 */
public final class Zlib implements Closeable {

    private static final int WINDOW_BITS = -12; // negative: no zlib header
    private static final int DEFAULT_LEVEL = -1;
    private static final int METHOD_DEFLATED = 8;
    private static final int MEMORY_LEVEL = 9;
    private static final int DEFAULT_STRATEGY = 0;
    private static final int FINISH = 4;
    private static final int OK = 0;
    private static final int STREAM_END = 1;

    // struct z_stream, zlib.h, on 64-bit machines
    private static final int STREAM_SIZE = 112;
    private static final int NEXT_IN = 0;
    private static final int AVAILABLE_IN = 8;
    private static final int NEXT_OUT = 24;
    private static final int AVAILABLE_OUT = 32;
    private static final int TOTAL_OUT = 40;

    /** The library's functions, bound when they are first wanted. */
    private static final class Library {

        static {
            Native.register(Library.class, "libz.so.1");
        }

        private Library() {}

        static native int deflateInit2_(Pointer stream, int level, int method, int windowBits,
                int memoryLevel, int strategy, String version, int size);

        static native int deflate(Pointer stream, int flush);

        static native int deflateReset(Pointer stream);

        static native int deflateEnd(Pointer stream);
    }

    private final Memory stream = new Memory(STREAM_SIZE);
    private boolean isOpen = true;

    /** @throws IOException if the library zlib is not installed, or memory is short */
    public Zlib() throws IOException {
        stream.clear();
        int status;
        try {
            status = Library.deflateInit2_(stream, DEFAULT_LEVEL, METHOD_DEFLATED, WINDOW_BITS, MEMORY_LEVEL,
                    DEFAULT_STRATEGY, "1.2.0", STREAM_SIZE);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IOException("Compressing needs the library libz.so.1; install the package zlib1g, or "
                    + "compress by"
                    + " zstd.", e);
        }
        if (status != OK) {
            throw new IOException("The library zlib cannot start: error " + status + ".");
        }
    }

    /**
     * Compresses all of {@code from} into {@code into}, both direct, and moves its position past what it
     * wrote; returns false, having moved nothing, where that does not fit.
     */
    public boolean tryDeflate(ByteBuffer from, ByteBuffer into) throws IOException {
        if (!from.isDirect() || !into.isDirect()) {
            throw new IllegalArgumentException("buffers on the heap");
        }
        if (Library.deflateReset(stream) != OK) {
            throw new IOException("The library zlib cannot start again.");
        }
        stream.setPointer(NEXT_IN, at(from));
        stream.setInt(AVAILABLE_IN, from.remaining());
        stream.setPointer(NEXT_OUT, at(into));
        stream.setInt(AVAILABLE_OUT, into.remaining());
        if (Library.deflate(stream, FINISH) != STREAM_END) {
            return false;
        }
        into.position(into.position() + (int) stream.getLong(TOTAL_OUT));
        return true;
    }

    private static Pointer at(ByteBuffer direct) {
        return Native.getDirectBufferPointer(direct).share(direct.position());
    }

    @Override
    public void close() {
        if (isOpen) {
            isOpen = false;
            Library.deflateEnd(stream);
            stream.close();
        }
    }
}
