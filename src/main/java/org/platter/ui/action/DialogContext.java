package org.platter.ui.action;

import javafx.stage.Window;
import org.platter.ui.device.Devices;
import org.platter.ui.device.DevicesDialog;
import org.platter.ui.image.JobDialogs;
import org.platter.ui.image.Jobs;
import org.platter.ui.image.MakeDialogs;

/**
 * What dialogs are opened with.
 *
 * @param owner the window before which they are
 * @param jobs does the jobs on whole images
 * @param devices tells of the computer's disks, and attaches loop devices
 */
public record DialogContext(Window owner, Jobs jobs, Devices devices) {

    /** Returns the dialogs that make an image. */
    public MakeDialogs making() {
        return new MakeDialogs(owner, jobs,
                (dialog, chosen) -> DevicesDialog.choose(dialog, devices, chosen));
    }

    /** Returns the dialogs of the jobs on an image that is there. */
    public JobDialogs jobDialogs() {
        return new JobDialogs(owner, jobs);
    }
}
