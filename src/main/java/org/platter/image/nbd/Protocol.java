package org.platter.image.nbd;

/** The numbers of the protocol, NetworkBlockDevice/nbd, doc/proto.md. */
final class Protocol {

    static final long SERVER_MAGIC = 0x4e42444d41474943L; // NBDMAGIC
    static final long OPTION_MAGIC = 0x49484156454f5054L; // IHAVEOPT
    static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
    static final int REQUEST_MAGIC = 0x25609513;
    static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    static final int STRUCTURED_REPLY_MAGIC = 0x668e33ef;

    static final int FIXED_NEWSTYLE = 1;
    static final int NO_ZEROES = 1 << 1;

    static final int OPTION_ABORT = 2;
    static final int OPTION_GO = 7;
    static final int OPTION_STRUCTURED_REPLY = 8;
    static final int OPTION_SET_META_CONTEXT = 10;

    static final int REPLY_ACK = 1;
    static final int REPLY_INFO = 3;
    static final int REPLY_META_CONTEXT = 4;
    static final int REPLY_ERROR = 1 << 31;
    static final int REPLY_POLICY = REPLY_ERROR + 2;
    static final int REPLY_TLS_REQUIRED = REPLY_ERROR + 5;
    static final int REPLY_UNKNOWN = REPLY_ERROR + 6;

    static final int INFO_EXPORT = 0;
    static final int INFO_BLOCK_SIZE = 3;

    static final int CAN_NOT_WRITE = 1 << 1;
    static final int CAN_FLUSH = 1 << 2;
    static final int CAN_TRIM = 1 << 5;
    static final int CAN_WRITE_ZEROES = 1 << 6;

    static final int READ = 0;
    static final int WRITE = 1;
    static final int DISCONNECT = 2;
    static final int FLUSH = 3;
    static final int TRIM = 4;
    static final int WRITE_ZEROES = 6;
    static final int BLOCK_STATUS = 7;

    static final int FLAG_DONE = 1;
    static final int CHUNK_NONE = 0;
    static final int CHUNK_OFFSET_DATA = 1;
    static final int CHUNK_OFFSET_HOLE = 2;
    static final int CHUNK_BLOCK_STATUS = 5;
    static final int CHUNK_ERROR = 1 << 15;

    static final String ALLOCATION = "base:allocation";
    /** {@code base:allocation}: reads as zeros. */
    static final int STATE_ZERO = 1 << 1;
    /** QEMU's docs/interop/nbd.txt: 0 nowhere in the chain, 1 in this image, above in what it is based on. */
    static final String DEPTH = "qemu:allocation-depth";

    private Protocol() {}

    /** Returns what an error's number says (proto.md, "Error values"). */
    static String reason(int error) {
        return switch (error) {
            case 1 -> "the server does not permit it";
            case 5 -> "the server reports an input/output error";
            case 12 -> "the server is out of memory";
            case 22 -> "the server says that the request is not valid";
            case 28 -> "no space is left where the server keeps it";
            case 75 -> "the server says that the request is too large";
            case 95 -> "the server cannot do that";
            case 108 -> "the server is shutting down";
            default -> "the server reports the error " + Integer.toUnsignedString(error);
        };
    }
}
