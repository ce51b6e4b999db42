package org.platter.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the machine knows of a user.
 *
 * @param group the user's own group
 */
public record Account(String name, int user, int group, Path home) {

    /** Returns the account of a user; nothing for one that the machine does not know. */
    public static Optional<Account> of(int user) {
        return Accounts.find(user);
    }

    /** Returns the account of the user whose rights this process has. */
    public static Optional<Account> own() {
        return of(LibC.geteuid());
    }
}
