package org.platter.base;

/**
 * What was asked for is impossible; the message is one sentence in the user's words that says what, where and
 * what to do instead. Never a fault of the machine or of the program, so it carries no stack trace.
 */
public final class Refusal extends Exception {

    private final String message;

    public Refusal(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    /** Returns the sentence, which every refusal has. */
    @Override
    public String getMessage() {
        return message;
    }
}
