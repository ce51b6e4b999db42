package org.platter.session.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an image is, as far as its own file tells.
 *
 * @param format QEMU's name of it
 * @param virtualSize bytes of the disk in it
 * @param fileSize bytes of the file
 * @param allocatedSize bytes that the file takes up on the host
 * @param sectorSize bytes of a logical sector
 * @param clusterSize bytes of what it is allocated in
 * @param backingFile what it is based on, as it is written in the image
 * @param backingFormat the format that the image states for that
 * @param files all other files that it names, absolute
 * @param details what else the format says, in the order to show: {@code compat 1.1},
 *         {@code refcount bits 16}
 * @param snapshots internal ones, oldest first
 * @param bitmaps persistent dirty bitmaps
 * @param problems what is wrong with it, a sentence each
 */
public record ImageFacts(Path path, String format, long virtualSize, long fileSize, long allocatedSize,
        int sectorSize, OptionalLong clusterSize, Optional<String> backingFile,
        Optional<String> backingFormat,
        List<Path> files, Map<String, String> details, List<SnapshotFacts> snapshots,
        List<BitmapFacts> bitmaps, List<String> problems) {

    public ImageFacts {
        files = List.copyOf(files);
        details = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
        snapshots = List.copyOf(snapshots);
        bitmaps = List.copyOf(bitmaps);
        problems = List.copyOf(problems);
    }
}
