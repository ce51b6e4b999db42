package org.platter.session.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;

/**
 * An image to be made.
 *
 * @param format QEMU's name of it
 * @param size bytes of the disk; empty for the size of the backing file, or what the folder's files need
 * @param options of the format, by the names that qemu-img gives them
 * @param backing what shows through where the image has nothing; written into it as it is given here, a
 *     relative one counts from the folder of the image
 * @param backingFormat QEMU's name of the backing file's format; a backing file needs one
 * @param folder whose files a file system in the image is to hold; alone in its partition, on a GPT
 * @param fileSystem of that partition, by Platter's name: {@code ext4}
 * @param script lines of operations to carry out on the new disk, before the image gets its name
 * @param replace whether a file of that name may be replaced
 */
public record NewImage(String format, OptionalLong size, Map<String, String> options, Optional<Path> backing,
        Optional<String> backingFormat, Optional<Path> folder, String fileSystem, List<String> script,
        boolean replace) {

    public NewImage {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        script = List.copyOf(script);
    }

    /** Returns the size of a disk of at least {@code size} bytes, in whole sectors. */
    public static long whole(long size, int sector) throws Refusal {
        if (size > Long.MAX_VALUE - sector) {
            throw new Refusal(size + " bytes are more than any disk can hold.");
        }
        return ByteSize.ceil(size, sector);
    }

    /** An empty image. */
    public static NewImage empty(String format, long size) {
        return new NewImage(format, OptionalLong.of(size), Map.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), "ext4", List.of(), false);
    }

    public NewImage withOptions(Map<String, String> wanted) {
        return new NewImage(format, size, wanted, backing, backingFormat, folder, fileSystem,
                script, replace);
    }

    /** Based on another image; without a size, as large as that. */
    public NewImage withBacking(Path wanted, String itsFormat) {
        return new NewImage(format, size, options, Optional.of(wanted), Optional.of(itsFormat), folder,
                fileSystem, script, replace);
    }

    public NewImage withSize(OptionalLong wanted) {
        return new NewImage(format, wanted, options, backing, backingFormat, folder, fileSystem, script,
                replace);
    }

    public NewImage withFolder(Path wanted, String itsFileSystem) {
        return new NewImage(format, size, options, backing, backingFormat, Optional.of(wanted), itsFileSystem,
                script, replace);
    }

    public NewImage withScript(List<String> wanted) {
        return new NewImage(format, size, options, backing, backingFormat, folder, fileSystem, wanted,
                replace);
    }

    public NewImage replacing(boolean wanted) {
        return new NewImage(format, size, options, backing, backingFormat, folder, fileSystem,
                script, wanted);
    }
}
