package org.platter.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Message;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Problem;
import org.platter.layout.Role;

/** Collects what is wrong with a table, a sentence each, and no more of them than a person can read. */
final class Faults {

    private static final int SHOWN = 24;

    private final List<Problem> problems = new ArrayList<>();
    private int hidden;
    private boolean beyondRepair;

    void repairable(TableFault fault, Object... values) {
        add(Message.of(fault, values).text(), true);
    }

    void beyondRepair(TableFault fault, Object... values) {
        beyondRepair = true;
        add(Message.of(fault, values).text(), false);
    }

    private void add(String text, boolean repairable) {
        if (problems.size() < SHOWN) {
            problems.add(new Problem(text, repairable));
        } else {
            hidden++;
        }
    }

    boolean isBeyondRepair() {
        return beyondRepair;
    }

    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        if (hidden > 0) {
            all.add(new Problem(Message.of(TableFault.MORE, hidden).text(), !beyondRepair));
        }
        return all;
    }

    /**
     * Adds what is wrong with where the partitions lie.
     *
     * @param tail bytes that the table takes at the end of the disk
     */
    void checkPlaces(List<Partition> partitions, long diskSize, int sectorSize, long tail) {
        long needed = tail + partitions.stream().mapToLong(partition -> partition.range().end()).max()
                .orElse(0);
        for (Partition partition : partitions) {
            if (partition.range().end() > diskSize) {
                beyondRepair(TableFault.BEHIND_THE_END, partition.number(),
                        ByteSize.format(partition.range().end() - diskSize), needed);
            }
        }
        checkLogicals(partitions, sectorSize);
        checkOverlaps(partitions.stream().filter(p -> p.role() != Role.LOGICAL).map(Piece::of).toList());
        if (!beyondRepair) {
            Layout.fault(diskSize, sectorSize, partitions).ifPresent(text -> {
                beyondRepair = true;
                add(text, false);
            });
        }
    }

    private void checkLogicals(List<Partition> partitions, int sectorSize) {
        Optional<Partition> frame = partitions.stream().filter(p -> p.role() == Role.EXTENDED).findFirst();
        List<Piece> pieces = new ArrayList<>();
        for (Partition partition : partitions) {
            if (partition.role() == Role.LOGICAL) {
                pieces.add(Piece.of(partition));
                pieces.add(new Piece("the boot record of logical " + name(partition).toLowerCase(Locale.ROOT),
                        ByteRange.of(partition.ebr().getAsLong(), sectorSize)));
                if (frame.isPresent() && !frame.get().range().contains(partition.range())) {
                    beyondRepair(TableFault.LOGICAL_OUTSIDE, partition.number(), frame.get().number());
                }
            }
        }
        checkOverlaps(pieces);
    }

    private void checkOverlaps(List<Piece> pieces) {
        List<Piece> sorted = pieces.stream().sorted(Comparator.comparing(Piece::range)).toList();
        Piece reaching = null;
        for (Piece piece : sorted) {
            if (reaching != null && reaching.range().intersects(piece.range())) {
                ByteRange shared = reaching.range().intersection(piece.range()).orElseThrow();
                beyondRepair(TableFault.OVERLAP, capital(reaching.name()), piece.name(),
                        ByteSize.format(shared.length()), shared.start());
            }
            if (reaching == null || piece.range().end() > reaching.range().end()) {
                reaching = piece;
            }
        }
    }

    private static String name(Partition partition) {
        return "Partition " + partition.number();
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private record Piece(String name, ByteRange range) {

        static Piece of(Partition partition) {
            return new Piece("partition " + partition.number(), partition.range());
        }
    }
}
