package org.platter.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.host.FileStatus;
import org.platter.host.HostFile;

/**
 * Who may read and write a new image beside its owner: nobody who may not do so with each of the files that
 * its bytes come from, and nobody whom the user's mask keeps out of new files.
 */
public final class Rights {

    private static final int READ_AND_WRITE = 6;
    private static final Pattern MASK = Pattern.compile("(?m)^Umask:\\s*([0-7]+)$");
    private static final int USUAL_MASK = 022;

    private record Source(int mode, int group) {}

    private final List<Source> sources = new ArrayList<>();

    /** Takes account of a file that the new one gets bytes from. */
    public Rights and(HostFile file) throws IOException {
        sources.add(new Source(file.mode(), file.group()));
        return this;
    }

    /** Takes account of a file that the new one takes the name of. */
    Rights and(FileStatus file) {
        sources.add(new Source(file.permissions(), file.group()));
        return this;
    }

    /** Takes account of what the given rights do. */
    public Rights and(Rights others) {
        sources.addAll(others.sources);
        return this;
    }

    /** Gives a new file of this user to those who may have it. */
    void give(HostFile file) throws IOException {
        file.setMode(READ_AND_WRITE << 6 | allowed(file, mask()));
    }

    /**
     * Takes a file that gets more bytes from those who may not have them.
     *
     * @return whether there were any
     */
    public boolean narrow(HostFile file) throws IOException {
        int taken = file.mode() & READ_AND_WRITE * 011 & ~allowed(file, 0);
        if (taken != 0) {
            file.setMode(file.mode() & ~taken);
        }
        return taken != 0;
    }

    private int allowed(HostFile file, int mask) throws IOException {
        int rest = READ_AND_WRITE & ~mask;
        int group = READ_AND_WRITE & ~(mask >> 3);
        for (Source source : sources) {
            rest &= source.mode;
            // another group's members may be anybody to the source
            group &= source.group == file.group() ? source.mode >> 3 : source.mode;
        }
        return group << 3 | rest;
    }

    private static int mask() throws IOException {
        Matcher line = MASK.matcher(Files.readString(Path.of("/proc/self/status")));
        return line.find() ? Integer.parseInt(line.group(1), 8) : USUAL_MASK;
    }
}
