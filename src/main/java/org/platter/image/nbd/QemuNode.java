package org.platter.image.nbd;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image as QEMU is to open it, with what it is based on: QEMU looks nowhere else.
 *
 * @param format QEMU's name of it
 * @param file absolute
 * @param isDevice whether that is a block device
 * @param dataFile absolute, that holds the guest's bytes of a qcow2 image
 * @param secretFormat how it is encrypted, {@code luks} or {@code aes}; empty if it is not
 * @param paddedLength how long QEMU shall believe that the file is, where it is cut short: it then opens it
 */
public record QemuNode(String format, Path file, boolean isDevice, Optional<String> secretFormat,
        Optional<QemuNode> backing, Optional<Path> dataFile,
        OptionalLong paddedLength) {

    /** The name by which the passphrase is known to QEMU. */
    static final String SECRET = "passphrase";

    /** Returns the same, for an image that is cut short, of which QEMU shall read no more than is there. */
    public QemuNode padded(String by, long length) {
        return new QemuNode(by, file, isDevice, secretFormat, backing, dataFile, OptionalLong.of(length));
    }

    /** Returns it as {@code qapi/block-core.json} has it: BlockdevOptions. */
    Map<String, Object> options(boolean writable, Optional<Path> padding) {
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("driver", isDevice ? "host_device" : "file");
        host.put("filename", file.toString());
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("driver", format);
        options.put("read-only", !writable);
        options.put("file", padding.isEmpty() ? host : Map.of("driver", "qcow2", "read-only", true, "file",
                Map.of("driver", "file", "filename", padding.get().toString()),
                "backing", Map.of("driver", "raw", "file", host)));
        if (writable) {
            options.put("discard", "unmap");
            host.put("discard", "unmap");
            if (format.equals("parallels")) {
                options.put("prealloc-mode", "truncate"); // else it takes up 128 MiB more than it needs
            }
        }
        if (!format.equals("raw")) {
            options.put("backing", backing.map(node -> node.options(false, Optional.empty())).orElse(null));
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
     */
    String text(boolean writable, Optional<Path> padding) {
        StringBuilder text = new StringBuilder("json:");
        append(text, options(writable, padding));
        return text.toString();
    }

    private static void append(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> members) {
            text.append('{');
            String separator = "";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                text.append(separator);
                append(text, member.getKey());
                text.append(':');
                append(text, member.getValue());
                separator = ",";
            }
            text.append('}');
        } else if (value instanceof String string) {
            text.append('"');
            for (char c : string.toCharArray()) {
                if (c == '"' || c == '\\') {
                    text.append('\\').append(c);
                } else if (c < ' ' || c == 0x7f) {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
            text.append('"');
        } else {
            text.append(value);
        }
    }
}
