package org.platter.base;

import java.util.Optional;

/**
 * What was asked for is impossible; the message is one sentence in the user's words that says what, where and
 * what to do instead. Never a fault of the machine or of the program, so it carries no stack trace.
 */
public final class Refusal extends Exception {

    private final Optional<Message> told;
    private final String sentence;

    public Refusal(String sentence) {
        this(Optional.empty(), sentence);
    }

    /** @param values what the reason's sentence is about */
    public Refusal(Reason reason, Object... values) {
        this(Message.of(reason, values));
    }

    public Refusal(Message message) {
        this(Optional.of(message), "");
    }

    private Refusal(Optional<Message> told, String sentence) {
        super(sentence, null, false, false);
        this.told = told;
        this.sentence = sentence;
    }

    /** Returns the reason; nothing where there is but a sentence. */
    public Optional<Reason> reason() {
        return told.map(Message::reason);
    }

    /** Returns the sentence, which every refusal has. */
    @Override
    public String getMessage() {
        return told.map(Message::text).orElse(sentence);
    }
}
