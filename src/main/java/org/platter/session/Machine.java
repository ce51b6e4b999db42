package org.platter.session;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.host.Mount;
import org.platter.kernel.OwnKernel;
import org.platter.tool.Kernel;
import org.platter.tool.Programs;

/** What this machine offers to work on file systems with, each looked for once. */
final class Machine implements Tools {

    private final Programs programs;
    private final boolean letsMount = Kernel.letsMount();
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();
    private final Map<String, Boolean> own = new ConcurrentHashMap<>();

    Machine(Programs programs) {
        this.programs = programs;
    }

    Programs programs() {
        return programs;
    }

    @Override
    public boolean has(String program) {
        return programs.has(program);
    }

    @Override
    public boolean hasOwnKernel(String kernelName) {
        return own.computeIfAbsent(kernelName, name -> OwnKernel.knows(programs, name));
    }

    @Override
    public Optional<Support> whyNotMount(String displayName, String kernelName) {
        if (!hasOwnKernel(kernelName) && !known.computeIfAbsent(kernelName, Mount::knows)) {
            return Optional.of(Tools.unknown(displayName));
        }
        return letsMount ? Optional.empty() : Tools.super.whyNotMount(displayName, kernelName);
    }
}
