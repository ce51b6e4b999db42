package org.platter.filesystem;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.platter.base.Refusal;

/** What identifies a file system. */
public enum UuidForm {
    /** 128 bits, as RFC 4122 writes them. */
    FULL("", ""),
    /** 32 bits, as DOS writes them. */
    SERIAL("[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}", "1234-ABCD"),
    /** 64 bits, as Windows keeps them in NTFS. */
    LONG_SERIAL("[0-9A-Fa-f]{16}", "0123456789ABCDEF"),
    /** The first 16 characters of UDF's volume set, which are the digits of a number (UDF 2.60, 2.2.2.5). */
    DIGITS("[0-9A-Fa-f]{16}", "0123456789abcdef"),
    /** 32 letters and digits in seven groups, as LVM writes them (LVM2, lib/uuid/uuid.c). */
    LVM("[0-9A-Za-z]{6}(-[0-9A-Za-z]{4}){5}-[0-9A-Za-z]{6}", "Q3pOuv-Uhak-L1Kk-Fmdu-9VI0-MIlf-5XMN4Y"),
    NONE("", "");

    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Pattern pattern;
    private final String example;

    UuidForm(String pattern, String example) {
        this.pattern = Pattern.compile(pattern);
        this.example = example;
    }

    /**
     * Returns it as blkid writes it.
     *
     * @throws Refusal if it is none of the form that the file system has
     */
    String checked(String uuid, String fileSystem) throws Refusal {
        if (this == FULL) {
            return Labels.uuid(uuid, fileSystem);
        }
        if (this == NONE) {
            throw new Refusal(fileSystem + " has no UUID that could be set.");
        }
        if (!pattern.matcher(uuid).matches()) {
            throw new Refusal("“" + uuid + "” is no " + (this == LVM ? "UUID" : "serial number") + " of "
                    + fileSystem + "; it has the form " + example + ".");
        }
        if (this == LVM) {
            return uuid;
        }
        return switch (this) {
            case DIGITS -> uuid.toLowerCase(Locale.ROOT);
            case LONG_SERIAL -> uuid.toUpperCase(Locale.ROOT);
            default -> uuid.replace("-", "").replaceFirst("(.{4})", "$1-").toUpperCase(Locale.ROOT);
        };
    }

    /** Returns a random one; empty where there is none. */
    String random() {
        long bits = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return switch (this) {
            case FULL -> UUID.randomUUID().toString();
            case SERIAL -> String.format(Locale.ROOT, "%04X-%04X", bits >>> 16 & 0xffff, bits & 0xffff);
            case LONG_SERIAL -> String.format(Locale.ROOT, "%016X", bits);
            case DIGITS -> String.format(Locale.ROOT, "%016x", bits);
            case LVM -> ThreadLocalRandom.current().ints(32, 0, LETTERS.length())
                    .mapToObj(letter -> LETTERS.substring(letter, letter + 1)).collect(Collectors.joining())
                    .replaceFirst("(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})", "$1-$2-$3-$4-$5-$6-$7");
            case NONE -> "";
        };
    }
}
