package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.image.NeedsConsent;
import org.platter.image.NeedsFormat;
import org.platter.image.NeedsPassphrase;

/**
 * An image cannot be opened before somebody has answered a question; with the answer in its
 * {@link ImageOptions} it can be tried again.
 */
public final class Unanswered extends IOException {

    /** What has to be answered. */
    public sealed interface Question {

        /**
         * Whether these files, outside of the folder of the image that names them, may be opened.
         *
         * @param files absolute
         */
        record Consent(List<Path> files) implements Question {
            public Consent {
                files = List.copyOf(files);
            }
        }

        /** Its passphrase; {@code again} where one was given that does not open it. */
        record Passphrase(boolean again) implements Question {}

        /**
         * Which format it is.
         *
         * @param formats QEMU's names of those that it can be
         */
        record Format(List<String> formats) implements Question {
            public Format {
                formats = List.copyOf(formats);
            }
        }
    }

    private final transient Question question;

    private Unanswered(IOException cause, Question question) {
        super(cause.getMessage(), cause);
        this.question = question;
    }

    public Question question() {
        return question;
    }

    /** Returns the failure as a question where it is one, else as it is. */
    public static IOException from(IOException failure, ImageOptions options) {
        if (failure instanceof NeedsConsent consent) {
            return new Unanswered(failure, new Question.Consent(consent.files()));
        }
        if (failure instanceof NeedsPassphrase) {
            return new Unanswered(failure, new Question.Passphrase(options.passphrase().isPresent()));
        }
        if (failure instanceof NeedsFormat format) {
            return new Unanswered(failure, new Question.Format(format.formats()));
        }
        return failure;
    }
}
