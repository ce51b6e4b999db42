package org.platter.ui.action;

import java.util.List;
import java.util.function.Consumer;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;

/** What a person is shown and asked in front of the window. For the window's thread. */
public interface Prompts {

    /** Opens the dialog that an action asks for; may return before it is closed. */
    void show(WindowAction action, Consumer<DialogContext> dialog);

    /**
     * Asks what has to be answered before an image can be opened, and blocks until it is.
     *
     * @return whether {@code answers} now hold an answer with which it can be tried again
     */
    boolean answered(Throwable failure, Answers answers);

    /** Says that something failed: a heading of a few words, and a sentence. */
    void failure(String heading, String text);

    /**
     * Returns whether the pending operations of these disks may be thrown away; asks, and blocks until
     * answered.
     */
    boolean mayDiscard(List<DiskViewModel> disks);
}
