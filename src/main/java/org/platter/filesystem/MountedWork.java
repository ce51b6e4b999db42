package org.platter.filesystem;

import java.util.List;
import org.platter.tool.Command;

/**
 * What is done to a file system while the kernel has it mounted.
 *
 * @param kernelName what the kernel calls the file system
 * @param options of the mount, with commas between; empty for none
 * @param commands run in order while it is mounted, which name the place by {@link Command#MOUNT}
 *     and the device by {@link Command#DEVICE}
 */
public record MountedWork(String kernelName, String options, List<Command> commands) {

    public MountedWork {
        commands = List.copyOf(commands);
    }
}
