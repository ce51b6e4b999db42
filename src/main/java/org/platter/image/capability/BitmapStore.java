package org.platter.image.capability;

import java.io.IOException;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/** The persistent dirty bitmaps of an image, by which incremental backups know what has changed. */
public interface BitmapStore {

    /** Takes ranges of the disk, one after the other. */
    @FunctionalInterface
    interface Sink {
        void accept(ByteRange range) throws IOException;
    }

    /**
     * Returns all bitmaps.
     *
     * @throws IOException one sentence, if their directory is damaged
     */
    List<Bitmap> bitmaps() throws IOException;

    /** Whether the image can have bitmaps; the format's old version has none. */
    boolean canHaveBitmaps();

    /** Whether a bitmap of that granularity, in bytes, is possible for the disk. */
    boolean canHaveBitmap(long granularity);

    /** Returns the granularity, in bytes, that a bitmap has where nobody says another one. */
    long usualGranularity();

    /** Whether all bits of a bitmap are where its table says. */
    boolean canReadBitmap(String bitmap);

    /** Passes on the ranges of the disk whose bits a valid bitmap has, ascending. */
    void forEachSet(String bitmap, Sink sink) throws IOException;

    /** Adds an enabled bitmap without a bit set, of which there is none yet; durable when it returns. */
    void addBitmap(String bitmap, long granularity) throws IOException;

    /** Removes a bitmap, valid or not; durable when it returns. */
    void removeBitmap(String bitmap) throws IOException;

    /** Clears all bits of a valid bitmap; durable when it returns. */
    void clearBitmap(String bitmap) throws IOException;

    /** Lets changes of the disk set the bits of a valid bitmap, or not; durable when it returns. */
    void setBitmapEnabled(String bitmap, boolean enabled) throws IOException;

    /**
     * Sets in a valid bitmap the bits that another one has; durable when it returns.
     *
     * @param from those of an image of a disk of the same size; it may be this one
     */
    void mergeBitmap(String bitmap, BitmapStore from, String source) throws IOException;

    /**
     * Adds bitmaps with the bits that they have in another image; durable when it returns.
     *
     * @param bitmaps valid ones of that image
     * @param different what of the disk is not as it is there; enabled bitmaps get its bits, too
     */
    void copyBitmaps(List<Bitmap> bitmaps, BitmapStore from, RangeSet different) throws IOException;

    /** Whether changes of the disk set bits of bitmaps. */
    boolean hasTrackingBitmaps() throws IOException;

    /** Returns the bytes that bitmaps need where these parts change of a disk of {@code newSize} bytes. */
    long bitmapBytes(RangeSet changed, long newSize) throws IOException;
}
