package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** What the machine knows of its users and groups. */
public final class Accounts {

    private static final int ENTRY = 64;
    private static final int TEXT = 64 << 10;
    // struct passwd and struct group of 64-bit Linux begin with the name; members 24
    private static final int NAME = 0;
    private static final int MEMBERS = 24;
    // struct passwd only
    private static final int GROUP = 20;
    private static final int HOME = 32;

    private interface Question {
        int ask(Pointer entry, Pointer text, long size, Pointer result);
    }

    private Accounts() {}

    /** Returns the name of a user, or the number where there is none. */
    public static String name(int user) {
        return find(user).map(Account::name).orElse("the user " + Integer.toUnsignedString(user));
    }

    /**
     * Returns whether a group is the one that a user was given at the start: it has the name of that user,
     * and no other member. False where that is not known.
     */
    static boolean isPrivate(int group, int user) {
        Optional<String> name = find(user).map(Account::name);
        return name.isPresent()
                && answer((entry, text, size, result) -> LibC.getgrgid_r(group, entry, text, size, result),
                        entry -> {
                            boolean isOwn = entry.getPointer(NAME).getString(0).equals(name.get());
                            for (Pointer member : entry.getPointer(MEMBERS).getPointerArray(0)) {
                                isOwn = isOwn && member.getString(0).equals(name.get());
                            }
                            return isOwn;
                        }).orElse(false);
    }

    /** Returns a user's entry; nothing where there is none. */
    static Optional<Account> find(int user) {
        return answer((entry, text, size, result) -> LibC.getpwuid_r(user, entry, text, size, result),
                entry -> new Account(entry.getPointer(NAME).getString(0), user, entry.getInt(GROUP),
                        Path.of(entry.getPointer(HOME).getString(0))));
    }

    private static <T> Optional<T> answer(Question question, Function<Pointer, T> reading) {
        try (Memory entry = new Memory(ENTRY);
                Memory text = new Memory(TEXT);
                Memory result = new Memory(8)) {
            result.clear();
            return question.ask(entry, text, TEXT, result) == 0 && result.getPointer(0) != null
                    ? Optional.of(reading.apply(entry)) : Optional.empty();
        }
    }
}
