package org.platter.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.tool.Command;

/** How an action on a file system is carried out, and by whom; {@link Carrier} does it. */
public sealed interface Way {

    /**
     * By programs, run in order, which stops at the first that fails. The last one does the action, and is
     * what is missing where it is not installed; they name the partition by {@link Command#WINDOW}.
     */
    record ByPrograms(List<Command> commands) implements Way {

        public ByPrograms {
            commands = List.copyOf(commands);
        }

        @Override
        public Support support(FileSystemType type, Tools tools) {
            return Support.needing(tools, last());
        }

        private String last() {
            return commands.get(commands.size() - 1).worker();
        }

        @Override
        public Optional<String> program() {
            return Optional.of(last());
        }

        @Override
        public void by(Carrier carrier) throws IOException {
            carrier.run(commands);
        }
    }

    /**
     * By Platter's own code.
     *
     * @param program what has to be installed too, to look at the file system before; empty for nothing
     */
    record ByPlatter(Work work, Optional<String> program) implements Way {

        @Override
        public Support support(FileSystemType type, Tools tools) {
            return program.map(name -> Support.needing(tools, name)).orElseGet(Support.Yes::new);
        }

        @Override
        public void by(Carrier carrier) throws IOException {
            carrier.write(work);
        }
    }

    /**
     * By a program, while a kernel has the file system mounted.
     *
     * @param kernelName what the kernel calls the file system
     * @param mounted the program that works on what is mounted
     */
    record ByKernel(String kernelName, String mounted, Mounting mounting) implements Way {

        @Override
        public Support support(FileSystemType type, Tools tools) {
            return Support.mounting(tools, type, kernelName, mounted);
        }

        @Override
        public Optional<String> program() {
            return Optional.of(mounted);
        }

        @Override
        public void by(Carrier carrier) throws IOException {
            carrier.mount(mounting);
        }
    }

    /**
     * By nobody.
     *
     * @param why one sentence, shown wherever the action is grey
     */
    record Never(String why) implements Way {

        @Override
        public Support support(FileSystemType type, Tools tools) {
            return new Support.Never(why);
        }

        @Override
        public Optional<String> program() {
            return Optional.empty();
        }

        @Override
        public void by(Carrier carrier) throws IOException {
            carrier.leave(why);
        }
    }

    /** What Platter does to a file system. */
    @FunctionalInterface
    interface Work {

        /**
         * Changes the file system, or looks at it. Writes in any order: only for a device whose changes can
         * be thrown away together.
         *
         * @throws IOException if it cannot be done, or the structures of the file system contradict themselves
         */
        void on(BlockDevice slice) throws IOException;
    }

    /** Tells what has to be done while a file system is mounted. */
    @FunctionalInterface
    interface Mounting {

        /** @throws IOException if the slice cannot be read */
        MountedWork of(BlockDevice slice) throws IOException;
    }

    /** Carries a way out on one file system. */
    interface Carrier {

        void run(List<Command> commands) throws IOException;

        void write(Work work) throws IOException;

        void mount(Mounting mounting) throws IOException;

        /** Is called where nobody can do it. */
        void leave(String why) throws IOException;
    }

    static Way by(Command... commands) {
        return new ByPrograms(List.of(commands));
    }

    static Way by(List<Command> commands) {
        return new ByPrograms(commands);
    }

    static Way own(Work work) {
        return new ByPlatter(work, Optional.empty());
    }

    static Way never(String why) {
        return new Never(why);
    }

    /** Returns whether it can be had on this machine, and if not, what is in the way. */
    Support support(FileSystemType type, Tools tools);

    /** Returns the program that has to be installed; nothing where none is needed. */
    Optional<String> program();

    /** Has it carried out. */
    void by(Carrier carrier) throws IOException;
}
