package org.platter.ui;

import org.platter.base.NeedsConsent;
import org.platter.base.NeedsFormat;
import org.platter.base.NeedsPassphrase;

/** Failures that are questions: with the answer, an image can be opened after all. */
public final class Questions {

    private Questions() {}

    public static boolean isQuestion(Throwable failure) {
        return failure instanceof NeedsConsent || failure instanceof NeedsPassphrase
                || failure instanceof NeedsFormat;
    }
}
