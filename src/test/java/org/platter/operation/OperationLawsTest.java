package org.platter.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** Laws over random disks and random wishes; each message begins with the seed that broke it. */
class OperationLawsTest {

    private static final int SEQUENCES = 400;
    private static final int WISHES = 30;

    /** What is looked at after each wish that was granted. */
    @FunctionalInterface
    private interface Law {
        void check(String message, Operation operation, Layout before, Layout after, RandomWork work)
                throws Refusal;
    }

    private static void forRandomWork(TableType type, int sectorSize, Law law) throws Refusal {
        Map<String, Integer> granted = new HashMap<>();
        for (long seed = 0; seed < SEQUENCES; seed++) {
            RandomWork work = new RandomWork(seed);
            Layout layout = work.disk(type, sectorSize);
            for (int i = 0; i < WISHES; i++) {
                Operation operation = work.wish(layout);
                String message = "seed " + seed + ", wish " + i + ": " + operation;
                Optional<Layout> after = granted(message, operation, layout);
                if (after.isPresent()) {
                    granted.merge(operation.getClass().getSimpleName(), 1, Integer::sum);
                    law.check(message, operation, layout, after.get(), work);
                    layout = work.filled(after.get());
                }
            }
        }
        for (String name : List.of("Create", "Move", "Resize", "Delete", "Copy", "DiskResize", "Format")) {
            assertTrue(granted.getOrDefault(name, 0) > 10, () -> "too few were possible: " + granted);
        }
    }

    /** A fault of ours must not look like a refusal, and tells its seed. */
    private static Optional<Layout> granted(String message, Operation operation, Layout layout) {
        try {
            return Optional.of(operation.applyTo(layout));
        } catch (Refusal refusal) {
            assertTrue(refusal.getMessage().matches("(?s)(\\p{Lu}|“|ext).*[.]"), message + "\n"
                    + refusal.getMessage());
            return Optional.empty();
        } catch (RuntimeException fault) {
            throw new AssertionError(message + "\n" + layout, fault);
        }
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void everyWishEndsInAValidLayoutOrARefusal(TableType type, int sectorSize) throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, after, work) -> {
            assertEquals(Optional.empty(), Layout.fault(after.diskSize(), sectorSize, after.partitions()),
                    message);
            for (Partition partition : after.partitions()) {
                assertTrue(after.table().usable().contains(partition.range()), message);
                partition.fileSystem().ifPresent(
                        known -> assertTrue(known.size().orElse(0) <= partition.range().length(), message));
            }
            assertEquals(operation.applyTo(before), after, message);
            if (!(operation instanceof Delete || operation instanceof Create || operation instanceof Copy copy
                    && !copy.replaces() || operation instanceof NewTable)) {
                assertEquals(numbers(before), numbers(after), message);
            }
        });
    }

    private static Map<PartitionId, Integer> numbers(Layout layout) {
        return layout.partitions().stream().collect(Collectors.toMap(Partition::id, Partition::number));
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096"})
    void logicalsAreNumberedFromFiveAndTheChainBeginsInTheExtendedPartition(TableType type, int sectorSize)
            throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, after, work) -> {
            List<Partition> logicals = Chain.logicals(after);
            assertEquals(IntStream.range(5, 5 + logicals.size()).boxed().toList(),
                    logicals.stream().map(Partition::number).toList(), message);
            if (!logicals.isEmpty() && after.table().type() == TableType.DOS) {
                assertEquals(after.extended().orElseThrow().range().start(),
                        logicals.get(0).ebr().getAsLong(), message);
            }
            List<Long> ebrs = new ArrayList<>(logicals.stream().map(p -> p.ebr().getAsLong()).toList());
            assertEquals(ebrs.size(), ebrs.stream().distinct().count(), message);
        });
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void aMoveKeepsTheSizeAndAResizeTheUntouchedEdge(TableType type, int sectorSize) throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, after, work) -> {
            Optional<ByteRange> old = operation.subject().flatMap(before::partition).map(Partition::range);
            Optional<ByteRange> now = operation.subject().flatMap(after::partition).map(Partition::range);
            if (operation instanceof Move) {
                assertEquals(old.get().length(), now.get().length(), message);
            }
            if (operation instanceof Resize resize && resize.start().isEmpty()) {
                assertEquals(old.get().start(), now.get().start(), message);
            }
            if (operation instanceof Resize resize && resize.end().isEmpty() && resize.size().isEmpty()) {
                assertEquals(old.get().end(), now.get().end(), message);
            }
            for (Partition partition : before.partitions()) {
                boolean isSubject = operation.subject().filter(partition.id()::equals).isPresent();
                if (!isSubject) {
                    after.partition(partition.id())
                            .ifPresent(other -> assertEquals(partition.range(), other.range(), message));
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void movedAndGrownEdgesAreAligned(TableType type, int sectorSize) throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, after, work) -> {
            if (operation instanceof Move move) {
                Partition old = before.partition(move.id()).orElseThrow();
                Partition now = after.partition(move.id()).orElseThrow();
                long start = now.range().start();
                if (start == old.range().start()) {
                    return;
                }
                long unit = move.alignment().unit(after);
                long track = after.geometry().trackBytes(sectorSize);
                switch (move.alignment()) {
                    case CYLINDER -> assertTrue(now.role() == Role.LOGICAL ? (start - track) % unit == 0
                            : start % unit == 0 || start == track, message);
                    default -> assertEquals(0, start % unit, message);
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void aLineReadsBackAsTheSameOperation(TableType type, int sectorSize) throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, after, work) -> {
            String line = operation.line(before);
            assertEquals(nameless(operation), nameless(Script.parse(line, before)), message + "\n" + line);
            assertFalse(operation.describe(before).isBlank(), message);
        });
    }

    /** New partitions get an identity of their own at each reading. */
    private static Operation nameless(Operation operation) {
        PartitionId any = new PartitionId(0);
        if (operation instanceof Create create) {
            return new Create(any, create.start(), create.size(), create.role(), create.fs(), create.label(),
                    create.name(), create.type(), create.alignment(), create.passphraseFile());
        }
        return operation instanceof Copy copy && !copy.replaces()
                ? new Copy(copy.source(), any, copy.start(), copy.size(), copy.role(), copy.alignment(),
                        copy.newUuid())
                : operation;
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void draggingStaysWithinLimitsAndLandsWhereItsScriptLineDoes(TableType type, int sectorSize)
            throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, layout, work) -> {
            if (!layout.partitions().isEmpty()) {
                PartitionId id = work.oneOf(layout.partitions()).id();
                for (Grip grip : Grip.values()) {
                    drag(message, work.filled(layout), id, grip, work);
                }
            }
        });
    }

    private static void drag(String message, Layout layout, PartitionId id, Grip grip, RandomWork work)
            throws Refusal {
        Partition partition = layout.partition(id).orElseThrow();
        ByteRange now = partition.range();
        Alignment alignment = work.alignment();
        long from = work.below(1 << 20) * (layout.diskSize() >> 20);
        long to = work.below(1 << 20) * (layout.diskSize() >> 20);
        ByteRange wanted = grip == Grip.BODY ? ByteRange.of(from, now.length())
                : new ByteRange(Math.min(from, to), Math.max(from, to));
        String what = message + "\ndragged " + partition + " " + grip + " to " + wanted + " " + alignment;
        ByteRange fitted = Placement.fit(layout, id, wanted, grip, alignment);
        Placement.Limits limits = Placement.limits(layout, id);
        assertTrue(limits.room().contains(fitted), what);
        switch (grip) {
            case BODY -> {
                assertEquals(now.length(), fitted.length(), what);
                assertTrue(limits.minimumStart() <= fitted.start()
                        && fitted.start() <= limits.maximumStart(), what);
            }
            case START -> assertEquals(now.end(), fitted.end(), what);
            default -> assertEquals(now.start(), fitted.start(), what);
        }
        assertTrue(limits.minimumSize() <= fitted.length() && fitted.length() <= limits.maximumSize(),
                () -> what + "\n" + fitted + " " + limits);
        assertEquals(fitted, Placement.fit(layout, id, fitted, grip, alignment), what);
        Optional<Operation> operation = Placement.operation(layout, id, fitted, alignment);
        assertEquals(fitted.equals(now), operation.isEmpty(), what);
        if (operation.isPresent()) {
            Operation read = Script.parse(operation.get().line(layout), layout);
            assertEquals(fitted, read.applyTo(layout).partition(id).orElseThrow().range(), what);
        }
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "DOS, 4096", "GPT, 512", "GPT, 4096"})
    void whatIsOfferedForANewPartitionIsWhatCreateMakes(TableType type, int sectorSize) throws Refusal {
        forRandomWork(type, sectorSize, (message, operation, before, layout, work) -> {
            for (ByteRange gap : layout.free()) {
                Role role = layout.isLogicalSpace(gap) ? Role.LOGICAL : Role.PRIMARY;
                if (Placement.refusal(layout, gap, role).isPresent()) {
                    continue;
                }
                Alignment alignment = work.alignment();
                long start = gap.start() + (gap.length() >> 10) * work.below(1024);
                ByteRange wanted = work.below(3) == 0 ? gap
                        : new ByteRange(start, start + ((gap.end() - start) >> 10) * work.below(1024));
                Optional<ByteRange> fitted = Placement.fitNew(layout, gap, wanted, role, alignment);
                String what = message + "\nnew in " + gap + " " + wanted + " " + alignment + " " + fitted;
                if (fitted.isPresent()) {
                    assertTrue(gap.contains(fitted.get()), what);
                    Operation create = new Create(PartitionId.fresh(),
                            Optional.of(Amount.bytes(fitted.get().start())),
                            Optional.of(Amount.bytes(fitted.get().length())), Optional.of(role),
                            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                            alignment);
                    Partition made = create.applyTo(layout).partition(create.subject().get()).orElseThrow();
                    assertEquals(fitted.get(), made.range(), what);
                    assertEquals(new Content.Unread(), made.content(), what);
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"DOS, 512", "GPT, 4096"})
    void undoAndRedoAndRemovalKeepTheirLaws(TableType type, int sectorSize) {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            RandomWork work = new RandomWork(seed);
            Draft draft = Draft.of(work.disk(type, sectorSize));
            for (int i = 0; i < WISHES; i++) {
                String message = "seed " + seed + ", step " + i;
                try {
                    Draft old = draft;
                    boolean isUndo = work.below(20) == 0;
                    draft = isUndo ? old.undo()
                            : work.below(8) == 0 && !old.isEmpty()
                                    ? old.without(work.below(old.operations().size()))
                            : old.push(work.wish(old.last()));
                    if (isUndo) {
                        assertEquals(old, old.canUndo() ? draft.redo() : draft, message);
                    } else {
                        assertEquals(old, draft.undo(), message);
                        assertEquals(draft, draft.undo().redo(), message);
                        assertFalse(draft.canRedo(), message);
                    }
                    assertEquals(draft.operations().size() + 1, draft.layouts().size(), message);
                    assertEquals(draft, draft.withBase(draft.base()), message);
                    assertEquals(draft.canUndo(), draft.withBase(draft.base()).canUndo(), message);
                    assertTrue(draft.cleared().isEmpty(), message);
                    if (!draft.isEmpty()) {
                        assertEquals(draft, draft.cleared().undo(), message);
                        assertEquals(draft.layouts().get(draft.operations().size() - 1),
                                draft.without(draft.operations().size() - 1).last(), message);
                    }
                } catch (Refusal refusal) {
                    assertFalse(refusal.getMessage().isBlank(), message);
                }
            }
        }
    }
}
