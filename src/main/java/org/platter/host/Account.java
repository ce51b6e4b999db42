package org.platter.host;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the machine knows of a user: {@code getpwuid(3)}.
 *
 * @param group the user's own group
 */
public record Account(String name, int user, int group, Path home) {

    // struct passwd of 64-bit Linux
    private static final int NAME = 0;
    private static final int USER = 16;
    private static final int GROUP = 20;
    private static final int HOME = 32;

    /** Returns the account of a user; nothing for one that the machine does not know. */
    public static synchronized Optional<Account> of(int user) { // the structure is the library's own
        Pointer entry = LibC.getpwuid(user);
        if (entry == null) {
            return Optional.empty();
        }
        return Optional.of(new Account(text(entry, NAME), entry.getInt(USER), entry.getInt(GROUP),
                Path.of(text(entry, HOME))));
    }

    /** Returns the account of the user whose rights this process has. */
    public static Optional<Account> own() {
        return of(LibC.geteuid());
    }

    private static String text(Pointer entry, int offset) {
        return entry.getPointer(offset).getString(0, StandardCharsets.UTF_8.name());
    }
}
