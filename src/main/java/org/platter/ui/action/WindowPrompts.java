package org.platter.ui.action;

import java.util.List;
import java.util.function.Consumer;
import javafx.stage.Window;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.device.Devices;
import org.platter.ui.dialog.QuestionDialogs;
import org.platter.ui.image.QuestionsDialog;
import org.platter.ui.image.SessionJobs;

/** Dialogs over a window. */
public final class WindowPrompts implements Prompts {

    private final DialogContext context;

    public WindowPrompts(Window owner) {
        this(new DialogContext(owner, new SessionJobs(), Devices.ofThisComputer()));
    }

    public WindowPrompts(DialogContext context) {
        this.context = context;
    }

    @Override
    public void show(WindowAction action, Consumer<DialogContext> dialog) {
        dialog.accept(context);
    }

    @Override
    public boolean answered(Throwable failure, Answers answers) {
        return QuestionsDialog.answered(context.owner(), failure, answers);
    }

    @Override
    public void failure(String heading, String text) {
        QuestionDialogs.failure(context.owner(), heading, text);
    }

    @Override
    public boolean mayDiscard(List<DiskViewModel> disks) {
        return QuestionDialogs.mayDiscard(context.owner(), disks);
    }
}
