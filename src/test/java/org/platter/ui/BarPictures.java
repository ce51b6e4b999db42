package org.platter.ui;

import java.util.List;
import org.platter.layout.Layout;

/** The pictures, for the tests of the bar. */
public final class BarPictures {

    private BarPictures() {}

    public static Layout two() {
        return Pictures.two();
    }

    public static List<Layout> all() {
        return List.of(Pictures.two(), Pictures.mixed(), Pictures.nested(), Pictures.twenty(),
                Pictures.blank(),
                Pictures.damaged(true));
    }
}
