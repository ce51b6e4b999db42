package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** What the machine knows of its users and groups. */
final class Accounts {

    private static final int ENTRY = 64;
    private static final int TEXT = 64 << 10;
    // struct group of 64-bit Linux: name 0, password 8, number 16, members 24
    private static final int MEMBERS = 24;

    private interface Question {
        int ask(Pointer entry, Pointer text, long size, Pointer result);
    }

    private interface Answer {
        boolean of(Pointer entry);
    }

    private Accounts() {}

    /**
     * Returns whether a group is the one that a user was given at the start: it has the name of that user, and
     * no other member. False where that is not known.
     */
    static boolean isPrivate(int group, int user) {
        String[] name = new String[1];
        boolean isKnown = answers((entry, text, size, result) ->
                LibC.getpwuid_r(user, entry, text, size, result), entry -> {
            name[0] = entry.getPointer(0).getString(0);
            return true;
        });
        return isKnown && answers((entry, text, size, result) ->
                LibC.getgrgid_r(group, entry, text, size, result), entry -> {
            boolean isOwn = entry.getPointer(0).getString(0).equals(name[0]);
            for (Pointer member : entry.getPointer(MEMBERS).getPointerArray(0)) {
                isOwn = isOwn && member.getString(0).equals(name[0]);
            }
            return isOwn;
        });
    }

    private static boolean answers(Question question, Answer answer) {
        try (Memory entry = new Memory(ENTRY); Memory text = new Memory(TEXT); Memory result = new Memory(8)) {
            result.clear();
            return question.ask(entry, text, TEXT, result) == 0 && result.getPointer(0) != null
                    && answer.of(entry);
        }
    }
}
