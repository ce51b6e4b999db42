package org.platter.filesystem.hfs;

import java.util.List;
import org.platter.filesystem.Checkup;
import org.platter.filesystem.Contradiction;
import org.platter.filesystem.Way;
import org.platter.tool.Command;

/**
 * Platter looks itself at HFS and HFS+; hfsprogs, which repair, are not everywhere.
 *
 * @param check throws {@link Contradiction} where it finds damage
 * @param mending the program that repairs
 */
record HfsCheckup(Way.Work check, Command mending) implements Checkup {

    @Override
    public Way look() {
        return Way.own(check);
    }

    @Override
    public List<Command> repair() {
        return List.of(mending);
    }
}
