package org.platter.session;

import java.nio.file.Path;
import java.util.Map;
import org.platter.host.UserFolders;

/** Where Platter keeps what has to outlast a restart, beside what lies with the images. */
public final class StateFolder {

    private StateFolder() {}

    /** Returns the folder of this user for that: {@code $XDG_STATE_HOME} where it is the user's own. */
    public static Path of(Map<String, String> environment) {
        return UserFolders.state(environment);
    }
}
