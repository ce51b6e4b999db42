package org.platter.window;

class CopyWindowTest extends WindowContract {

    @Override
    Windows windows() {
        return Windows.copies(folder);
    }
}
