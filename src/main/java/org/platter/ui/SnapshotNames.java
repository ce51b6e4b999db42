package org.platter.ui;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.platter.session.image.SnapshotFacts;

/** Names of snapshots: which can be had, and which are offered. */
public final class SnapshotNames {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final int LONGEST = 255;

    private SnapshotNames() {}

    /** Returns a name for a snapshot that is taken now, of which there is none yet. */
    public static String fresh(String text, List<SnapshotFacts> taken) {
        String stamp = text + " " + STAMP.format(ZonedDateTime.now());
        String fresh = stamp;
        for (int i = 2; isTaken(fresh, taken); i++) {
            fresh = stamp + " (" + i + ")";
        }
        return fresh;
    }

    /** Returns why a snapshot cannot have a name, in a sentence; empty when it can. */
    public static String problem(String wanted, List<SnapshotFacts> taken) {
        String plain = wanted.strip();
        if (plain.isEmpty()) {
            return Texts.get("snapshots.nameless");
        }
        // qcow2 spec, "Snapshots": the length of a name is a 16-bit number; QEMU shows no more than 255 bytes
        if (plain.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Texts.get("snapshots.long-name");
        }
        return isTaken(plain, taken) ? Texts.get("snapshots.same-name", plain) : "";
    }

    private static boolean isTaken(String name, List<SnapshotFacts> taken) {
        return taken.stream().anyMatch(known -> known.name().equals(name));
    }
}
