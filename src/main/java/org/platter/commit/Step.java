package org.platter.commit;

import org.platter.base.ByteRange;

/**
 * One line of the plan.
 *
 * @param target where it writes: an offset in the image, for {@link Kind#SAVE} one in the save file
 * @param source where it reads, in the file that the kind says
 * @param length bytes
 * @param crc CRC32C of the bytes, where the kind says so
 */
record Step(Kind kind, long target, long source, long length, int crc) {

    enum Kind {
        /** Within the image. */
        COPY,
        /** From the image to the save file. */
        SAVE,
        /** From the save file to the image. */
        RESTORE,
        /** From the scratch file to the image; has a CRC. */
        SCRATCH,
        /** Zeros in the image. */
        ZERO,
        /** What lies there has no meaning any more: a hole. */
        PUNCH,
        /**
         * Ends a batch that may be repeated from its start: none of its targets is one of its sources. The
         * length is that of the batch; a source of 1 says that the CRC is that of its {@link #sample}.
         */
        END_DIRECT,
        /** Ends a batch whose copies go through the bounce file; otherwise as {@link #END_DIRECT}. */
        END_BOUNCED;

        boolean endsBatch() {
            return this == END_DIRECT || this == END_BOUNCED;
        }
    }

    private static final int SAMPLE = 4096;

    boolean writesImage() {
        return kind != Kind.SAVE && !kind.endsBatch();
    }

    boolean readsImage() {
        return kind == Kind.COPY || kind == Kind.SAVE;
    }

    /** Returns whether bytes are copied; the others cost nothing, or depend on the file system. */
    boolean copies() {
        return kind == Kind.COPY || kind == Kind.SAVE || kind == Kind.RESTORE || kind == Kind.SCRATCH;
    }

    ByteRange targetRange() {
        return ByteRange.of(target, length);
    }

    ByteRange sourceRange() {
        return ByteRange.of(source, length);
    }

    /** The front of the step, whose bytes tell whether an image is the one that the plan was made for. */
    Step sample() {
        return new Step(kind, target, source, Math.min(length, SAMPLE), crc);
    }
}
