package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;

/** What the README says that can be done to each file system is what the file systems say themselves. */
class ReadmeTest {

    private static final List<Action> COLUMNS =
            List.of(Action.CREATE, Action.GROW, Action.SHRINK, Action.CHECK, Action.LABEL, Action.UUID);

    /**
     * A machine on which everything can be mounted and nothing is installed: each action names its program.
     */
    private static final Tools BARE = new Tools() {
        @Override
        public boolean has(String program) {
            return false;
        }

        @Override
        public Optional<Support> whyNotMount(String displayName, String kernelName) {
            return Optional.empty();
        }
    };

    @Test
    void theTableOfFileSystemsIsTrue() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (FileSystemType type : FileSystems.all()) {
            List<String> cells = new ArrayList<>();
            for (Action action : COLUMNS) {
                cells.add(cell(type, action));
            }
            cells.add(isLiveKnown(type) ? "yes" : "–");
            rows.merge(String.join(" | ", cells), type.displayName(), (one, other) -> one + ", " + other);
        }
        List<String> lines = rows.entrySet().stream()
                .map(row -> "| " + row.getValue() + " | " + row.getKey() + " |").toList();
        String readme = Files.readString(Path.of("README.md"));
        for (String line : lines) {
            assertTrue(readme.contains(line + "\n"), "README.md should say:\n" + String.join("\n", lines));
        }
    }

    private static String cell(FileSystemType type, Action action) throws IOException {
        if (!type.support(action, Tools.ALL).isPossible()) {
            return "–";
        }
        boolean isResize = action == Action.GROW || action == Action.SHRINK;
        if (type.isOwn(action) || isResize && type.resizesItself()) {
            return "Platter";
        }
        try (BlockDevice slice = new MemoryDevice(ByteSize.MIB, 512)) {
            boolean isMounted = isResize && (action == Action.GROW ? type.mountedGrow(slice)
                    : type.mountedShrink(slice, ByteSize.MIB)).isPresent();
            return ((Support.MissingTool) type.support(action, BARE)).program() + (isMounted ? "¹" : "");
        }
    }

    private static boolean isLiveKnown(FileSystemType type) {
        return Stream.of(type.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("liveBlocks"));
    }
}
