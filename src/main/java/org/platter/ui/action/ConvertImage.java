package org.platter.ui.action;

/** Writes an image in another format; the image of the shown disk is offered. */
final class ConvertImage extends OnWindow {

    ConvertImage() {
        super("convert", "Shortcut+E", "mdi2s-swap-horizontal");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> with.making().convert(window.disks().current(), window::open));
    }
}
