package org.platter.host;

import java.io.IOException;

/** The kernel refused a call; the message says on what, where and why. */
public final class HostFailure extends IOException {

    private final int errno;

    HostFailure(int errno, String message) {
        super(message);
        this.errno = errno;
    }

    /** The kernel's number for the reason. */
    public int errno() {
        return errno;
    }

    /** Returns whether there was no room left, on the file system or in the user's quota. */
    public boolean isNoSpace() {
        return errno == LibC.ENOSPC || errno == LibC.EDQUOT;
    }

    /** @throws HostFailure this one, unless it is the error of a device that is damaged there */
    public void unlessInputOutput() throws HostFailure {
        if (!isInputOutput()) {
            throw this;
        }
    }

    /** Returns whether the device below is damaged there, or gone wrong; past the cache it says in which way. */
    public boolean isInputOutput() {
        return switch (errno) {
            case LibC.EIO, LibC.ENODATA, LibC.ETIME, LibC.ENOLINK, LibC.EILSEQ, LibC.ETIMEDOUT,
                    LibC.EREMOTEIO ->
                true; // block/blk-core.c, blk_errors
            default -> false;
        };
    }

    /** Returns whether this user may not do it. */
    public boolean isNoPermission() {
        return errno == LibC.EACCES || errno == LibC.EPERM;
    }

    /** Returns whether a path led nowhere. */
    public boolean isNotThere() {
        return errno == LibC.ENOENT || errno == LibC.ENOTDIR;
    }

    /** Returns whether something else uses it at the moment. */
    public boolean isBusy() {
        return errno == LibC.EBUSY;
    }

    /** Returns whether a folder that was to go has something in it. */
    boolean isNotEmpty() {
        return errno == LibC.ENOTEMPTY || errno == LibC.EEXIST;
    }

    /** Returns whether the kernel, or the driver, has no such call at all. */
    public boolean isUnknownCall() {
        return errno == LibC.ENOTTY;
    }

    /** Returns what a reason means, as the end of a sentence without its full stop. */
    static String reason(int errno) {
        return switch (errno) {
            case LibC.EPERM -> "the system does not permit it";
            case LibC.ENOENT -> "there is no such file";
            case LibC.EIO, LibC.EREMOTEIO -> "the device below reports an input/output error";
            case LibC.ENXIO, LibC.ENODEV -> "the device is gone";
            case LibC.EACCES -> "no permission";
            case LibC.EBUSY -> "it is in use (mounted, part of a RAID or of LVM, or open in another program)";
            case LibC.EEXIST -> "there already is a file of that name";
            case LibC.ENOTDIR -> "a part of its path is not a folder";
            case LibC.EISDIR -> "it is a folder";
            case LibC.EINVAL -> "the file system cannot do it";
            case LibC.ETXTBSY -> "it is being executed, or used as swap space";
            case LibC.EFBIG -> "the file would be larger than the file system or a limit of this user allows";
            case LibC.ENOSPC -> "the file system is full";
            case LibC.EROFS -> "it lies on a read-only file system";
            case LibC.ENAMETOOLONG -> "its name is too long";
            case LibC.ENOTEMPTY -> "the folder is not empty";
            case LibC.ELOOP -> "its path goes round in symbolic links";
            case LibC.EOPNOTSUPP -> "the file system does not support it";
            case LibC.EDQUOT -> "this user's disk quota is used up";
            case LibC.ENOMEDIUM -> "there is no medium in the drive";
            case LibC.EINTR -> "it was interrupted again and again";
            case LibC.EAGAIN, LibC.ENOLCK -> "it cannot be locked";
            case LibC.ENOMEM -> "the machine has no memory left for it";
            case LibC.ENFILE, LibC.EMFILE -> "too many files are open";
            case LibC.EXDEV -> "its other name would be on another file system";
            case LibC.EBADMSG, LibC.EUCLEAN -> "the file system that it lies on is damaged";
            case LibC.ENOTCONN -> "the program that serves the file system has ended";
            case LibC.EBADE -> "another machine has reserved the device";
            case LibC.ENODATA -> "the device cannot read what is there";
            case LibC.ENOLINK -> "the connection to the device is lost";
            case LibC.EILSEQ -> "its name is not valid there, or a checksum of the device is wrong";
            case LibC.ETIME, LibC.ETIMEDOUT -> "the server or the device does not answer";
            case LibC.ESTALE -> "it is not there any more";
            case LibC.ENOKEY -> "it is encrypted and its key is not there";
            case LibC.ENOSYS, LibC.ENOTTY -> "this kernel, or the driver, cannot do it";
            default -> "the system says “" + LibC.strerror(errno) + "”";
        };
    }
}
