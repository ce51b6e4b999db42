package org.platter.host;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The user for whom this process of root's works: the one who asked for it by {@code pkexec} or {@code sudo}.
 *
 * @param group the user's own group
 */
public record Requester(int user, int group, String name) {

    private static final int MAX_GROUPS = 65_536;
    /** {@code struct __user_cap_header_struct}: _LINUX_CAPABILITY_VERSION_3, this thread. */
    private static final int CAPABILITIES = 0x20080522;
    private static final int KEEP = -1;

    /** What is done with the user's rights. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Returns the user who asked by {@code pkexec}, whose rights decide; nothing where root works for itself.
     * A user who runs {@code sudo} has all of root's rights already.
     */
    public static Optional<Requester> byPkexec() throws IOException {
        return of(System.getenv(), "PKEXEC_UID");
    }

    /** Returns the user who asked by {@code pkexec} or {@code sudo}; nothing where root works for itself. */
    public static Optional<Requester> any() throws IOException {
        Optional<Requester> asked = byPkexec();
        return asked.isPresent() ? asked : of(System.getenv(), "SUDO_UID");
    }

    static Optional<Requester> of(Map<String, String> environment, String variable) throws IOException {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty() || LibC.geteuid() != 0) {
            return Optional.empty();
        }
        if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) >= 0xffff_ffffL) {
            throw new IOException("The number of the user who asked for it, " + variable + "=" + value
                    + ", is none.");
        }
        int user = Integer.parseUnsignedInt(value);
        Optional<Account> account = Account.of(user);
        return user == 0 ? Optional.empty() : Optional.of(new Requester(user,
                account.map(Account::group).orElse(user), account.map(Account::name).orElse(value)));
    }

    /**
     * Does something with no more rights to files than the user has. It runs in a thread of its own, which
     * ends with it; a program that it started would have root's rights again, so that it may start none.
     */
    @SuppressWarnings("NullAway") // what the work returns may be null
    public <T> T run(Work<T> work) throws IOException {
        int[] groups = groups();
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                become(groups);
                result.set(work.run());
            } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
            }
        }, "rights of " + name);
        thread.start();
        for (boolean waits = true; waits;) {
            try {
                thread.join();
                waits = false;
            } catch (InterruptedException e) {
                continue; // nobody interrupts it
            }
        }
        if (failure.get() instanceof IOException e) {
            throw e;
        } else if (failure.get() instanceof RuntimeException e) {
            throw e;
        } else if (failure.get() instanceof Error e) {
            throw e;
        }
        return result.get();
    }

    private int[] groups() {
        int[] count = {0};
        LibC.getgrouplist(LibC.bytes(name), group, new int[0], count);
        int[] groups = new int[Math.max(1, Math.min(MAX_GROUPS, count[0]))];
        count[0] = groups.length;
        int found = LibC.getgrouplist(LibC.bytes(name), group, groups, count);
        return found < 0 ? new int[] {group} : Arrays.copyOf(groups, found);
    }

    /**
     * Gives this thread the user's rights to files, and takes root's from it. The groups are set by the
     * kernel's own call, since that of the C library is for all threads.
     */
    private void become(int[] groups) throws IOException {
        try (Memory list = new Memory(4L * groups.length);
                Memory header = new Memory(8);
                Memory none = new Memory(24)) {
            list.write(0, groups, 0, groups.length);
            header.setInt(0, CAPABILITIES);
            header.setInt(4, 0);
            none.clear();
            boolean isDone = LibC.syscall(LibC.SYS_SETGROUPS, groups.length, list) == 0;
            LibC.setfsgid(group);
            LibC.setfsuid(user);
            isDone = isDone && LibC.setfsgid(KEEP) == group && LibC.setfsuid(KEEP) == user
                    && LibC.capset(header, none) == 0;
            if (!isDone) {
                throw new IOException("The rights of " + name
                        + " cannot be taken on, so nothing was opened.");
            }
        }
    }
}
