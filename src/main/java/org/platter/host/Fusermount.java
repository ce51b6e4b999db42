package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Calls {@code fusermount3}, by which an ordinary user may mount. It hands the open {@code /dev/fuse} back
 * over a socket, {@code unix(7)}: SCM_RIGHTS; so it is started here, and not where other programs are.
 */
final class Fusermount {

    private static final String PROGRAM = "fusermount3";
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int STATUS_NOT_STARTED = 127;

    private Fusermount() {}

    /** Mounts over a file and returns the descriptor of the connection. */
    static int mount(byte[] file, String options) throws IOException {
        int[] ends = new int[2];
        if (LibC.socketpair(AF_UNIX, SOCK_STREAM | LibC.O_CLOEXEC, 0, ends) < 0) {
            throw new HostFailure(LibC.errno(), "cannot make a socket: " + HostFailure.reason(LibC.errno()));
        }
        try {
            StringBuilder said = new StringBuilder();
            int status = run(said, ends[0], LibC.bytes("-o"), LibC.bytes(options), LibC.bytes("--"), file);
            if (status != 0) {
                throw new HostFailure(LibC.EPERM, status == STATUS_NOT_STARTED
                        ? PROGRAM + " is not installed; it is in the package fuse3"
                        : PROGRAM + " failed: " + said.toString().strip());
            }
            return receiveDescriptor(ends[1]);
        } finally {
            LibC.close(ends[0]);
            LibC.close(ends[1]);
        }
    }

    /** Calls it with an option for a mounted file; returns whether it succeeded. */
    static boolean tryRun(String option, byte[] file) {
        return run(new StringBuilder(), -1, LibC.bytes(option), LibC.bytes("--"), file) == 0;
    }

    /** Returns the exit status; what it printed goes to {@code said}. */
    private static int run(StringBuilder said, int socket, byte[]... arguments) {
        int[] pipe = new int[2];
        if (LibC.pipe2(pipe, LibC.O_CLOEXEC) < 0) {
            return STATUS_NOT_STARTED;
        }
        byte[][] all = new byte[arguments.length + 1][];
        all[0] = LibC.bytes(PROGRAM);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        byte[][] environment = {LibC.bytes("PATH=/usr/local/bin:/usr/bin:/bin"), LibC.bytes("LC_ALL=C"),
            LibC.bytes("_FUSE_COMMFD=" + socket)};
        int[] process = new int[1];
        // posix_spawn_file_actions_t has 80 bytes in glibc; all other descriptors are closed at the exec
        try (Memory actions = new Memory(512);
                Memory argv = strings(all);
                Memory envp = strings(environment)) {
            actions.clear();
            LibC.posix_spawn_file_actions_init(actions);
            LibC.posix_spawn_file_actions_adddup2(actions, pipe[1], 1);
            LibC.posix_spawn_file_actions_adddup2(actions, pipe[1], 2);
            if (socket >= 0) {
                LibC.posix_spawn_file_actions_adddup2(actions, socket, socket); // clears close-on-exec
            }
            int errno = LibC.posix_spawnp(process, all[0], actions, Pointer.NULL, argv, envp);
            LibC.posix_spawn_file_actions_destroy(actions);
            LibC.close(pipe[1]);
            if (errno != 0) {
                return STATUS_NOT_STARTED;
            }
            readAll(pipe[0], said);
            int[] status = {0};
            int waited;
            do {
                waited = LibC.waitpid(process[0], status, 0);
            } while (waited < 0 && LibC.errno() == LibC.EINTR);
            // A parent that ignores SIGCHLD hears no status; the descriptor, or its absence, tells then.
            return waited < 0 ? 0 : (status[0] & 0x7f) != 0 ? 128 : status[0] >> 8 & 0xff;
        } finally {
            LibC.close(pipe[0]);
        }
    }

    private static void readAll(int pipe, StringBuilder into) {
        try (Memory bytes = new Memory(4096)) {
            for (;;) {
                long length = LibC.read(pipe, Pointer.nativeValue(bytes), bytes.size());
                if (length == 0 || length < 0 && LibC.errno() != LibC.EINTR) {
                    return;
                }
                if (length > 0 && into.length() < bytes.size()) {
                    into.append(new String(bytes.getByteArray(0, (int) length), StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** recvmsg(2): struct msghdr of 64-bit Linux with one byte of data and one descriptor. */
    private static int receiveDescriptor(int socket) throws IOException {
        try (Memory message = new Memory(56);
                Memory vector = new Memory(16);
                Memory data = new Memory(8);
                Memory control = new Memory(64)) {
            message.clear();
            control.clear();
            vector.setPointer(0, data);
            vector.setLong(8, 1);
            message.setPointer(16, vector);
            message.setLong(24, 1);
            message.setPointer(32, control);
            message.setLong(40, control.size());
            long length;
            do {
                length = LibC.recvmsg(socket, message, MSG_CMSG_CLOEXEC);
            } while (length < 0 && LibC.errno() == LibC.EINTR);
            if (length <= 0 || message.getLong(40) < 20) {
                throw new HostFailure(LibC.EPERM, PROGRAM + " handed back no connection");
            }
            return control.getInt(16); // behind struct cmsghdr
        }
    }

    /** The array of addresses that ends with a null, and behind it the strings. */
    private static Memory strings(byte[][] strings) {
        long size = 8L * (strings.length + 1);
        for (byte[] string : strings) {
            size += string.length;
        }
        Memory memory = new Memory(size);
        long at = 8L * (strings.length + 1);
        for (int i = 0; i < strings.length; i++) {
            memory.write(at, strings[i], 0, strings[i].length);
            memory.setPointer(8L * i, memory.share(at));
            at += strings[i].length;
        }
        memory.setPointer(8L * strings.length, Pointer.NULL);
        return memory;
    }
}
