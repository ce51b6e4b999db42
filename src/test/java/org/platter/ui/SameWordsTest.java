package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.MIB;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Amount;
import org.platter.operation.Check;
import org.platter.operation.Copy;
import org.platter.operation.Format;
import org.platter.operation.Operation;
import org.platter.operation.Paste;
import org.platter.operation.Resize;
import org.platter.operation.SetLabel;
import org.platter.operation.SetUuid;
import org.platter.session.Needs;
import org.platter.session.SupportMatrix;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.OnDisk;

/** Why something cannot be had is said in one and the same sentence, wherever it is said. */
final class SameWordsTest {

    private static final long USUAL = 400 * MIB;

    static Stream<Machine> machines() {
        return Stream.of(new Machine("all tools", Tools.ALL), new Machine("no tools", mounting(false, true)),
                new Machine("no root", program -> true), new Machine("an old kernel", mounting(true, false)));
    }

    /** A computer with or without programs, and with a kernel that knows all file systems or none. */
    record Machine(String name, Tools tools) {

        Support support(FileSystemType type, Action action) {
            return type.support(action, tools);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Tools mounting(boolean hasPrograms, boolean knows) {
        return new Tools() {
            @Override
            public boolean has(String program) {
                return hasPrograms;
            }

            @Override
            public Optional<Support> whyNotMount(String displayName, String kernelName) {
                return knows ? Optional.empty() : Optional.of(Tools.unknown(displayName));
            }
        };
    }

    /** A size in which the file system can be, and grow and shrink a little. */
    private static long size(FileSystemType type) {
        return Math.max(type.minimumBytes(), Math.min(USUAL, type.maximumBytes() / 2)) / MIB * MIB + 4 * MIB;
    }

    /** One partition of a type in the middle of free space. */
    private static Layout layout(FileSystemType type) {
        String uuid = type.randomUuid();
        Content content = new Content.FileSystem(type.blkidName(), type.id(), Optional.empty(),
                uuid.isEmpty() ? Optional.empty() : Optional.of(uuid), OptionalLong.of(size(type)),
                OptionalLong.of(MIB), OptionalLong.of(MIB), List.of());
        return Pictures.dos(3 * GIB, Pictures.primary(Pictures.FIRST, 1, MIB, size(type), content));
    }

    /** The operations that need an action, where they are possible but for what the machine lacks. */
    private static List<Operation> operations(Layout layout, FileSystemType type, Action action) {
        Optional<Amount> larger = Optional.of(Amount.bytes(size(type) + 2 * MIB));
        Partition partition = layout.partition(Pictures.FIRST).orElseThrow();
        Paste.Original original = Paste.Original.of(layout, partition);
        return switch (action) {
            case CREATE -> List.of(new Format(Pictures.FIRST, Optional.of(type.id()), Optional.empty(),
                    type.needsPassphrase() ? Optional.of("/passphrase") : Optional.empty()));
            case GROW -> List.of(new Resize(Pictures.FIRST, Optional.empty(), Optional.empty(), larger,
                    Alignment.MIB),
                    new Copy(Pictures.FIRST, PartitionId.fresh(), Optional.empty(), larger,
                            Optional.empty(), Alignment.MIB, false),
                    new Paste(PartitionId.fresh(), "/other.raw", 1, Optional.of(original), Optional.empty(),
                            larger, Optional.empty(), Alignment.MIB, false));
            case SHRINK -> List.of(new Resize(Pictures.FIRST, Optional.empty(), Optional.empty(),
                    Optional.of(Amount.bytes(size(type) - 2 * MIB)), Alignment.MIB));
            case CHECK -> List.of(new Check(Pictures.FIRST));
            case LABEL -> List.of(new SetLabel(Pictures.FIRST, "X"));
            case UUID -> List.of(new SetUuid(Pictures.FIRST, Optional.empty()), new Copy(Pictures.FIRST,
                    PartitionId.fresh(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Alignment.MIB, true),
                    new Paste(PartitionId.fresh(), "/other.raw", 1,
                            Optional.of(original), Optional.empty(),
                            Optional.empty(), Optional.empty(), Alignment.MIB, true));
        };
    }

    @ParameterizedTest
    @MethodSource("machines")
    void aReasonIsTheSameInTheTooltipTheMatrixAndTheRefusal(Machine machine) {
        int refused = 0;
        for (SupportMatrix.Row row : SupportMatrix.of(machine::support)) {
            FileSystemType type = row.type();
            for (Action action : Action.values()) {
                Support support = machine.support(type, action);
                if (support.isPossible()) {
                    continue;
                }
                refused++;
                String where = type.id() + " " + action + " on a machine with " + machine;
                assertEquals(support.reason(),
                        row.cells().get(SupportMatrix.Column.valueOf(action.name())).words(), where);
                tooltip(machine, type, action).ifPresent(tip -> assertEquals(support.reason(), tip, where));
                Layout before = layout(type);
                for (Operation operation : operations(before, type, action)) {
                    String said = refusal(machine, operation, before);
                    assertTrue(said.contains(support.reason()),
                            where + " by " + operation.getClass().getSimpleName() + ": " + said);
                }
            }
        }
        assertTrue(refused > 0, machine.name());
        assertEquals(FileSystems.all().size(), SupportMatrix.of(machine::support).size());
    }

    /** What the window says of a grey action, for those that are actions of their own. */
    private static Optional<String> tooltip(Machine machine, FileSystemType type, Action action) {
        Map<Action, OnDisk> own = Map.of(Action.CHECK, ActionList.CHECK, Action.LABEL, ActionList.LABEL,
                Action.UUID, ActionList.UUID);
        if (!own.containsKey(action)) {
            return Optional.empty();
        }
        FakeDisk fake = new FakeDisk("/images/thumb.raw", layout(type));
        fake.support = Optional.of(machine.support(type, action));
        try (DiskViewModel disk = new DiskViewModel(fake, new Background("test", Runnable::run))) {
            return own.get(action).whyNot(disk);
        }
    }

    /** What the command line says, as the session makes it say. */
    private static String refusal(Machine machine, Operation operation, Layout before) {
        Layout after;
        try {
            after = operation.applyTo(before);
        } catch (Refusal byTheLayout) {
            return byTheLayout.getMessage();
        }
        return assertThrows(Refusal.class, () -> Needs.check(operation, before, after, machine::support))
                .getMessage();
    }
}
