package org.platter.ui.action;

/** Compares two images; the image of the shown disk is offered. */
final class CompareImages extends OnWindow {

    CompareImages() {
        super("compare", "Shortcut+M", "mdi2c-compare-horizontal");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> with.jobDialogs().compare(window.disks().current()));
    }
}
