package org.platter.filesystem;

import java.util.Optional;
import org.platter.layout.Content;

/**
 * A kind of content that a rule outside of this package asks for. It has blkid's name, as {@link Content#type}
 * gives it.
 */
public enum Kind {

    SWAP("swap"),
    /** Swap space to which a machine is suspended. */
    SUSPENDED_SWAP("swsuspend"),
    LVM_MEMBER("LVM2_member"),
    LUKS("crypto_LUKS"),
    /** FAT of any width. */
    FAT("vfat"),
    NTFS("ntfs");

    private final String blkidName;

    Kind(String blkidName) {
        this.blkidName = blkidName;
    }

    public String blkidName() {
        return blkidName;
    }

    /** Returns whether a content is of this kind. */
    public boolean isOf(Content content) {
        return content.type().equals(Optional.of(blkidName));
    }
}
