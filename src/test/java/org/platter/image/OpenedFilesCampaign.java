package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many images that are made to let somebody open other files. */
final class OpenedFilesCampaign {

    private static final long SEED = 1_000_000;
    private static final int IMAGES = 20_000;

    @TempDir
    private Path folder;

    @Test
    void noneOpensAFileThatNobodyAllowed() throws IOException {
        List<String> wrong = new ArrayList<>();
        Path figures = Files.createDirectories(Path.of("target/figures")).resolve("opened-files");
        try (OpenedFiles files = new OpenedFiles(folder)) {
            for (int i = 0; i < IMAGES; i++) {
                files.run(SEED + i).ifPresent(wrong::add);
                if (i % 1000 == 999) {
                    Files.writeString(figures, String.format(
                            "opened files: %d images from seed %d on, %d opened what nobody allowed%n  %s%n",
                            i + 1, SEED, wrong.size(), files.figures()));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }
}
