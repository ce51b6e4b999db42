package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/** Bochs' growing disk, as block/bochs.c of QEMU has it. */
final class Bochs extends ForeignHeader {

    private static final int FIRST_VERSION = 0x00010000;
    private static final int SECOND_VERSION = 0x00020000;
    private static final long NEVER = 0xffffffffL;

    private final long catalogOffset;
    private final long catalog;
    private final long extent;
    private final long bitmap;
    private final long size;
    private final ForeignFacts facts;

    Bochs(Bytes bytes) throws IOException {
        super(bytes);
        ByteBuffer header = bytes.little(0, 512, "header");
        int version = header.getInt(64);
        if (!Bytes.text(header, 0, 32).equals("Bochs Virtual HD Image")) {
            throw bytes.not("Bochs");
        }
        String subtype = Bytes.text(header, 48, 16);
        boolean isKnown = Bytes.text(header, 32, 16).equals("Redolog") && subtype.equals("Growing")
                && (version == FIRST_VERSION || version == SECOND_VERSION);
        catalogOffset = Integer.toUnsignedLong(header.getInt(68));
        catalog = Integer.toUnsignedLong(header.getInt(72));
        bitmap = ceil(Integer.toUnsignedLong(header.getInt(76)));
        extent = ceil(Integer.toUnsignedLong(header.getInt(80)));
        size = header.getLong(version == FIRST_VERSION ? 84 : 88) / 512 * 512;
        bytes.check(size >= 0 && Bytes.isPowerOfTwo(extent) && extent <= 64 << 20 && bitmap > 0
                && catalog <= Integer.MAX_VALUE / 4, "a number in its header cannot be");
        facts = ForeignFacts.of(size, Bytes.details("subformat", subtype)).withClusterSize(extent)
                .readOnly(Optional.of("is a Bochs image, which QEMU can only read"))
                .refusing(isKnown ? Optional.empty()
                        : Optional.of("is a Bochs image of a kind that cannot be read (" + subtype + ")"));
    }

    private static long ceil(long length) {
        return (length + 511) / 512 * 512;
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        Losses losses = new Losses(bytes, size);
        long first = catalogOffset + catalog * 4;
        losses.take(new Losses.Table(catalogOffset, catalog, 4, ByteOrder.LITTLE_ENDIAN, false), extent,
                (entry, guest) -> entry == NEVER ? guest.length() : bytes.there(Math.addExact(first,
                        Math.multiplyExact(entry, bitmap + extent)) + bitmap, guest.length()));
        return losses.found();
    }
}
