package org.platter.image.nbd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.Json;

/**
 * An image as QEMU is to open it, with what it is based on: QEMU looks nowhere else. QEMU gets the files
 * open, and resolves no path of theirs.
 *
 * @param format QEMU's name of it
 * @param name of the file, for messages
 * @param file by the descriptor, see {@link org.platter.host.HostFile#stablePath}
 * @param isDevice whether that is a block device
 * @param dataFile by the descriptor, that holds the guest's bytes of a qcow2 image
 * @param secretFormat how it is encrypted, {@code luks} or {@code aes}; empty if it is not
 * @param parts the files that hold the bytes, where {@code file} only describes them
 * @param paddedLength how long QEMU shall believe that the file is: it opens an overlay of it then
 * @param isReplayed whether QEMU writes down in that overlay what the image's log says
 * @param reading options that say how the headers are to be read
 */
public record QemuNode(String format, Path name, Path file, boolean isDevice, Optional<String> secretFormat,
        Optional<QemuNode> backing, Optional<Path> dataFile,
        Optional<Parts> parts, OptionalLong paddedLength, boolean isReplayed, Map<String, String> reading) {

    /**
     * The files that a disk consists of. QEMU is not shown the image's own description of them, which it may
     * understand in another way than Platter does.
     *
     * @param files by their descriptors
     * @param count of the parts, those of zeros too, which have no file
     * @param zeros bytes of the longest of those
     */
    public record Parts(List<Path> files, int count, long zeros, Description description) {

        /** What says of which files the disk consists. */
        @FunctionalInterface
        public interface Description {
            String of(List<String> names, String zeros);
        }
    }

    /** The name by which the passphrase is known to QEMU. */
    static final String SECRET = "passphrase";

    /** Returns the same, for an image that is cut short, of which QEMU shall read no more than is there. */
    public QemuNode padded(String by, long length) {
        return new QemuNode(by, name, file, isDevice, secretFormat, backing, dataFile, parts,
                OptionalLong.of(length), false, by.equals(format) ? reading : Map.of());
    }

    /** Returns the same with extents. */
    public QemuNode with(Parts wanted) {
        return new QemuNode(format, name, file, isDevice, secretFormat, backing, dataFile,
                Optional.of(wanted), paddedLength, isReplayed, reading);
    }

    /** Returns the same, for an image whose log has to be replayed, which is not to be written for that. */
    public QemuNode replayed(long length) {
        return new QemuNode(format, name, file, isDevice, secretFormat, backing, dataFile, parts,
                OptionalLong.of(length), true, reading);
    }

    /** Returns the files that QEMU gets open. */
    List<Path> files() {
        List<Path> all = new ArrayList<>(List.of(file));
        dataFile.ifPresent(all::add);
        parts.ifPresent(them -> all.addAll(them.files()));
        backing.ifPresent(node -> all.addAll(node.files()));
        return all;
    }

    /** Returns it as {@code qapi/block-core.json} has it: BlockdevOptions. */
    Map<String, Object> options(boolean writable, Optional<Path> padding, Map<QemuNode, Path> descriptions) {
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("driver", isDevice ? "host_device" : "file");
        host.put("filename", descriptions.getOrDefault(this, file).toString());
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("driver", format);
        options.putAll(reading);
        options.put("read-only", !writable);
        options.put("file", padding.isEmpty() ? host : Map.of("driver", "qcow2", "read-only", !writable,
                "file", Map.of("driver", "file", "filename", padding.get().toString()),
                "backing", Map.of("driver", "raw", "file", host)));
        if (writable) {
            options.put("discard", "unmap");
            host.put("discard", "unmap");
            if (format.equals("parallels")) {
                options.put("prealloc-mode", "truncate"); // else it takes up 128 MiB more than it needs
            }
        }
        if (!format.equals("raw")) {
            options.put("backing", backing
                    .<Object>map(node -> node.options(false, Optional.empty(), descriptions))
                    .orElse(Json.NULL));
        }
        for (int i = 0; parts.isPresent() && i < parts.get().count; i++) {
            options.put("extents." + i + ".driver", "file");
        }
        dataFile.ifPresent(path -> options.put("data-file",
                Map.of("driver", "file", "filename", path.toString(), "read-only", !writable)));
        secretFormat.ifPresent(kind -> options.put("encrypt", Map.of("format", kind, "key-secret", SECRET)));
        return options;
    }

    /**
     * Returns the options in QEMU's way to give them in the place of a file's name.
     *
     * @param padding an empty overlay of the padded length, if there is one
     * @param descriptions of the nodes that have parts
     */
    String text(boolean writable, Optional<Path> padding, Map<QemuNode, Path> descriptions) {
        return "json:" + Json.writeCompact(options(writable, padding, descriptions));
    }
}
