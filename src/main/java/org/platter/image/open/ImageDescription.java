package org.platter.image.open;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an image says of itself in its own files.
 *
 * @param format QEMU's name of it
 * @param virtualSize bytes of the disk in it; empty where the headers are not good enough to tell
 * @param fileSize bytes of its file
 * @param allocatedSize bytes that the file and its extents or its data file take up on the host
 * @param clusterSize bytes of what it is allocated in
 * @param backingName what it is based on, as it is written in the image
 * @param backingFormat the format that the image states for that
 * @param files the other files that it is made of or based on, absolute, whether they are there or not
 * @param details what else the format says, in the order to show
 * @param problems what is wrong with it or stands in the way of opening it, a sentence each
 */
public record ImageDescription(Path path, String format, OptionalLong virtualSize, long fileSize,
        long allocatedSize, OptionalLong clusterSize, Optional<String> backingName,
        Optional<String> backingFormat, List<Path> files, Map<String, String> details,
        List<String> problems) {

    public ImageDescription {
        files = List.copyOf(files);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        problems = List.copyOf(problems);
    }
}
