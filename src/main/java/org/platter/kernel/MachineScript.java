package org.platter.kernel;

import java.util.List;
import java.util.stream.Collectors;
import org.platter.tool.Command;

/** What the first process of a machine runs: the commands in order, until one fails. */
final class MachineScript {

    private MachineScript() {}

    /** @param secret the word by which {@link Console} knows its lines */
    static String of(List<Command> commands, String secret) {
        StringBuilder script = new StringBuilder("""
                #!/bin/sh
                export PATH=/bin LC_ALL=C.UTF-8
                mount -i -t proc proc /proc
                mount -i -t sysfs sysfs /sys
                mount -i -t devtmpfs dev /dev
                mkdir /dev/shm
                mount -i -t tmpfs shm /dev/shm
                work() {
                    echo "%1$s begin $1"; shift
                    "$@"; status=$?
                    echo "%1$s end $status"
                    return $status
                }
                all() {
                """.formatted(secret));
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            script.append("work ").append(i).append(' ').append(command.arguments().stream()
                    .map(MachineScript::quoted).collect(Collectors.joining(" "))).append("; status=$?\n");
            script.append("case $status in ").append(command.accepted().keySet().stream().sorted()
                    .map(String::valueOf).collect(Collectors.joining("|"))).append(") ;; *) return;; esac\n");
        }
        return script.append("""
                echo "%s complete"
                }
                all < /dev/null
                echo o > /proc/sysrq-trigger
                while :; do :; done
                """.formatted(secret)).toString();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
