package org.platter.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What files begin with in which an image is packed or wrapped, so that their bytes are not those of a disk
 * (the marks are those of file(1) and of the formats' own descriptions).
 */
final class Packing {

    /**
     * One kind.
     *
     * @param at where its mark is
     * @param mark as Latin-1
     * @param sentence the end of a sentence that begins with the name of the file
     */
    private record Kind(int at, String mark, String sentence) {

        boolean isIn(ByteBuffer head) {
            byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
            return at + bytes.length <= head.limit()
                    && head.slice(at, bytes.length).equals(ByteBuffer.wrap(bytes));
        }
    }

    private static final List<Kind> KINDS = List.of(
            compressed("gzip", "\u001f\u008b\b"),
            compressed("xz", "\u00fd7zXZ\0"),
            compressed("bzip2", "BZh91AY&SY"),
            compressed("zstd", "(\u00b5/\u00fd"),
            compressed("zip", "PK\3\4"),
            compressed("7z", "7z\u00bc\u00af'\u001c"),
            compressed("lz4", "\u0004\"M\u0018"),
            compressed("lz4", "\u0002!L\u0018"),
            compressed("lzip", "LZIP\1"),
            compressed("lzop", "\u0089LZO\0\r\n\u001a\n"),
            compressed("rar", "Rar!\u001a\u0007"),
            compressed("compress", "\u001f\u009d\u0090"),
            new Kind(0, "\u003a\u00ff\u0026\u00ed", "is an Android sparse image; convert it to raw by "
                    + "simg2img first."),
            new Kind(0, "EVF\t\r\n\u00ff\0", "is a forensic image (EWF); convert it to raw by ewfexport "
                    + "first."),
            new Kind(0, "EVF2\r\n\u0081\0", "is a forensic image (EWF2); convert it to raw by ewfexport "
                    + "first."),
            new Kind(0, "AFF10\r\n\0", "is a forensic image (AFF); convert it to raw by affconvert -r "
                    + "first."),
            new Kind(0, "MSWIM\0\0\0", "is an archive of files (WIM) and no disk; unpack it by wimapply into "
                    + "a partition."),
            new Kind(0, "partclone-image", "is an image of one file system by Partclone; restore it by "
                    + "partclone.restore first."),
            new Kind(0, "PaRtImAgE-VoLuMe", "is an image of one file system by Partimage; restore it by "
                    + "partimage first."),
            new Kind(0, "FsArCh_002\0", "is an archive of file systems by FSArchiver; restore it by "
                    + "fsarchiver first."),
            new Kind(0, "VMA\0\0\0\0\1", "is a backup by Proxmox (VMA); unpack it by vma extract first and "
                    + "open an image of it."));

    private static final Kind TAR = new Kind(257, "ustar", "");
    private static final int TAR_NAME = 100;
    private static final int LZMA_HEADER = 13;
    private static final int MIN_LZMA_DICTIONARY = 1 << 12;
    private static final long MAX_LZMA_SIZE = 1L << 40;

    private Packing() {}

    private static Kind compressed(String name, String mark) {
        return new Kind(0, mark, "is compressed (" + name + "); unpack it first.");
    }

    /**
     * Returns how the file is packed and what to do, the end of a sentence that begins with its name; nothing
     * where it is not.
     *
     * @param head its first bytes
     */
    static Optional<String> of(ByteBuffer head) {
        if (TAR.isIn(head)) {
            return Optional.of(tar(head));
        }
        if (isLzma(head)) {
            return Optional.of(compressed("lzma", "").sentence);
        }
        return KINDS.stream().filter(kind -> kind.isIn(head)).map(Kind::sentence).findFirst();
    }

    /** The description comes first in an OVA (DMTF DSP0243, 2). */
    private static String tar(ByteBuffer head) {
        byte[] name = new byte[TAR_NAME];
        head.get(0, name);
        boolean isOva = new String(name, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)
                .replace("\0", "")
                .endsWith(".ovf");
        return isOva ? "is an appliance (OVA); unpack it by tar first and open the disk that is in it."
                : "is an archive (tar); unpack it first.";
    }

    /**
     * It has no mark: usual properties, a dictionary of 2^n or 2^n + 2^(n-1) bytes, and a size that can be.
     */
    private static boolean isLzma(ByteBuffer head) {
        if (head.limit() < LZMA_HEADER || head.get(0) != 0x5d) {
            return false;
        }
        ByteBuffer little = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int dictionary = little.getInt(1);
        long size = little.getLong(5);
        int low = Integer.lowestOneBit(dictionary);
        boolean isUsual = dictionary == low || dictionary == low * 3;
        return Integer.compareUnsigned(dictionary, MIN_LZMA_DICTIONARY) >= 0 && isUsual
                && (size == -1 || size > 0 && size < MAX_LZMA_SIZE);
    }
}
