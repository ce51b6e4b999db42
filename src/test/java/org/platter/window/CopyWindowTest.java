package org.platter.window;

import java.nio.file.Path;

class CopyWindowTest extends WindowContract {

    @Override
    Windows windows() {
        return Windows.copies(folder);
    }

    @Override
    Path base() {
        return folder;
    }
}
