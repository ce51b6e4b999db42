package org.platter.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/** Tells where alignment made something else of the places and sizes that an operation named. */
public final class Rounding {

    private final Layout before;
    private final Partition made;
    private final Alignment alignment;
    private final List<String> sentences = new ArrayList<>();

    private Rounding(Layout before, Partition made, Alignment alignment) {
        this.before = before;
        this.made = made;
        this.alignment = alignment;
    }

    /** Returns a sentence for each place and size that is not the one that was asked for. */
    public static List<String> of(Operation operation, Layout before, Layout after) {
        if (operation instanceof DiskResize disk && Places.isExact(disk.size())) {
            long asked = Places.place(disk.size(), before.diskSize(), 0);
            return asked == after.diskSize() ? List.of() : List.of("The disk has " + after.diskSize()
                    + " bytes instead of " + asked + ": disks are divided into sectors of "
                    + before.sectorSize() + " bytes.");
        }
        Optional<Partition> made = operation.subject().flatMap(after::partition);
        if (made.isEmpty()) {
            return List.of();
        }
        if (operation instanceof Move move) {
            return new Rounding(before, made.get(), move.alignment()).compare(
                    Subjects.require(before, move.id()), Optional.of(move.start()), Optional.empty(),
                    Optional.empty());
        }
        if (operation instanceof Resize resize) {
            return new Rounding(before, made.get(), resize.alignment()).compare(
                    Subjects.require(before, resize.id()), resize.start(), resize.end(), resize.size());
        }
        if (operation instanceof Copy copy) {
            return new Rounding(before, made.get(), copy.alignment()).compare(
                    Subjects.require(before, copy.source()), copy.start(), Optional.empty(), copy.size());
        }
        if (operation instanceof Create create) {
            return new Rounding(before, made.get(), create.alignment()).compare(made.get(), create.start(),
                    Optional.empty(), create.size());
        }
        return operation instanceof Paste paste ? new Rounding(before, made.get(), paste.alignment())
                .compare(made.get(), paste.start(), Optional.empty(), paste.size()) : List.of();
    }

    /** @param origin what relative amounts start from */
    private List<String> compare(Partition origin, Optional<Amount> start, Optional<Amount> end,
            Optional<Amount> size) {
        place("starts", start, origin.range().start(), made.range().start());
        place("ends", end, origin.range().end(), made.range().end());
        if (size.filter(Places::isExact).isPresent()) {
            long asked = Places.place(size.get(), origin.range().length(), 0);
            if (asked != made.range().length()) {
                add("has " + Wording.size(before, made.range().length()) + " instead of "
                        + Wording.size(before, asked));
            }
        }
        return List.copyOf(sentences);
    }

    private void place(String verb, Optional<Amount> amount, long origin, long found) {
        if (amount.filter(Places::isExact).isPresent()) {
            long asked = Places.place(amount.get(), origin, 0);
            if (asked != found) {
                add(verb + " at " + Wording.place(before, found) + " instead of "
                        + Wording.place(before, asked));
            }
        }
    }

    private void add(String change) {
        String why = switch (alignment) {
            case MIB -> "it is aligned to a MiB; align=none keeps to the sector";
            case CYLINDER -> "it is aligned to a cylinder; align=none keeps to the sector";
            case NONE -> "disks are divided into sectors of " + before.sectorSize() + " bytes";
        };
        sentences.add(Wording.capitalized(Subjects.name(made)) + " " + change + ": " + why + ".");
    }
}
