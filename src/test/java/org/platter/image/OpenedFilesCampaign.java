package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.Figures;

/** 20,000 images that are made to let somebody open other files, or as many as {@code -Dimages} says. */
final class OpenedFilesCampaign {

    private static final long SEED = 1_000_000;
    private static final int IMAGES = 20_000;

    @TempDir
    private Path folder;

    @Test
    void noneOpensAFileThatNobodyAllowed() throws IOException {
        int images = Figures.limit("images", IMAGES);
        Figures figures = Figures.of(OpenedFilesCampaign.class, "", images);
        try (OpenedFiles files = new OpenedFiles(folder)) {
            for (int i = 0; i < images; i++) {
                long seed = SEED + i;
                figures.count(() -> files.run(seed).orElse(""), files.figures());
            }
        }
        figures.check();
    }
}
