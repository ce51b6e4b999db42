package org.platter.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.tool.Command;

/** What Platter does by itself to a file system. */
public final class Ways {

    private Ways() {}

    /** Makes a file system. */
    public static void make(FileSystemType type, BlockDevice slice, String label, String uuid)
            throws IOException {
        carryOut(type.create(label, uuid, 2048, 512), slice);
    }

    /** Looks for damage. */
    public static void check(FileSystemType type, BlockDevice slice) throws IOException {
        carryOut(type.checkup().look(), slice);
    }

    /** Makes a file system so long, in a slice that need not be. */
    public static void resize(FileSystemType type, BlockDevice slice, long bytes) throws IOException {
        carryOut(type.shrink(type.planned(Optional.empty(), Optional.empty(), bytes), bytes), slice);
    }

    private static void carryOut(Way way, BlockDevice slice) throws IOException {
        way.by(new Way.Carrier() {
            @Override
            public void run(List<Command> commands) {
                throw new AssertionError("by programs: " + commands);
            }

            @Override
            public void write(Way.Work work) throws IOException {
                work.on(slice);
            }

            @Override
            public void mount(Way.Mounting mounting) {
                throw new AssertionError("by a kernel");
            }

            @Override
            public void leave(String why) {
                throw new AssertionError(why);
            }
        });
    }
}
