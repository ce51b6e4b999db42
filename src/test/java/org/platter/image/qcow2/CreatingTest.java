package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Refusal;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;

/** A new image is what qemu-img makes of the same options. */
class CreatingTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "compat=0.10", "cluster_size=512", "cluster_size=2M", "refcount_bits=1",
        "refcount_bits=64", "refcount_bits=8,cluster_size=4k", "lazy_refcounts=on",
        "compression_type=zstd",
        "extended_l2=on", "preallocation=metadata", "preallocation=falloc", "preallocation=full",
        "preallocation=metadata,cluster_size=512,refcount_bits=64", "preallocation=metadata,compat=0.10",
        "preallocation=metadata,extended_l2=on,cluster_size=16k", "backing_file=b.raw,backing_fmt=raw",
        "backing_file=b.raw,backing_fmt=raw,compat=0.10,cluster_size=512",
        "preallocation=metadata,backing_file=b.raw,backing_fmt=raw,extended_l2=on"})
    void itIsWhatQemuImgMakes(String text) throws IOException, Refusal {
        Qemu.run("qemu-img", "create", "-q", "-f", "raw", folder.resolve("b.raw"), "3M");
        for (long size : new long[] {0, 512, 3_000_001, 40L << 20}) {
            if (text.contains("512") && size > 1 << 20 && text.contains("meta")) {
                size = 1 << 20;
            }
            String theirs = theirs(text, size);
            Path path = folder.resolve("disk.qcow2");
            ours(path, Optional.empty(), size, text);
            assertEquals(theirs, info(path), text + " of " + size);
            Qemu.run("qemu-img", "check", "-f", "qcow2", path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data_file_raw=on", "preallocation=metadata", "extended_l2=on",
        "preallocation=full"})
    void aDataFileHoldsTheBytes(String text) throws IOException, Refusal {
        // QEMU looks for a data file where it runs, not where the image lies.
        String all = "data_file=" + folder + "/bytes.raw" + (text.isEmpty() ? "" : "," + text);
        String theirs = theirs(all, 3 << 20);
        Path path = folder.resolve("disk.qcow2");
        Path bytes = folder.resolve("bytes.raw");
        Files.delete(bytes);
        ours(path, Optional.of(bytes), 3 << 20, all);
        assertEquals(theirs, info(path), text);
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
        assertEquals(3 << 20, Files.size(bytes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"cluster_size=256", "cluster_size=4M", "cluster_size=3000",
        "cluster_size=x",
        "refcount_bits=0", "refcount_bits=3", "refcount_bits=128", "compat=0.10,refcount_bits=8",
        "compat=0.10,lazy_refcounts=on", "compat=0.10,extended_l2=on",
        "compat=0.10,compression_type=zstd",
        "compat=0.10,data_file=x", "extended_l2=on,cluster_size=8k", "data_file_raw=on",
        "data_file=x,data_file_raw=on,backing_file=y", "backing_fmt=raw", "compat=2", "nonsense=1",
        "preallocation=some", "lazy_refcounts=maybe", "preallocation=full,backing_file=y",
        "encrypt.format=luks", "cluster_size=512,size"})
    void whatQemuImgRefusesIsRefused(String text) {
        assertThrows(Refusal.class, () -> Qcow2Options.of(text.endsWith(",size") ? 1L << 40 : 1 << 20,
                options(text.replace(",size", ""))));
    }

    @Test
    void aHugeDiskIsMadeAtOnce() throws IOException, Refusal {
        Path path = folder.resolve("disk.qcow2");
        ours(path, Optional.empty(), 1L << 50, "cluster_size=2M");
        Qemu.run("qemu-img", "check", "-f", "qcow2", path);
        assertTrue(info(path).contains(String.valueOf(1L << 50)));
    }

    private String theirs(String text, long size) {
        Path path = folder.resolve("disk.qcow2");
        Qemu.create(path, text, size);
        return info(path);
    }

    /** What qemu-img says of it, but for the space that it takes up. */
    private String info(Path path) {
        String text = Qemu.run("qemu-img", "info", "-f", "qcow2", "--output=json", path);
        return text.replaceAll("\"actual-size\": \\d+",
                "").replaceAll("(?s)\"full-backing-filename\": \"[^\"]*\",", "");
    }

    private static void ours(Path path, Optional<Path> bytes, long size, String text) throws IOException,
            Refusal {
        Files.deleteIfExists(path);
        try (StoredFile file = new HostStoredFile(HostFile.create(path))) {
            if (bytes.isEmpty()) {
                Qcow2Image.create(file, Qcow2Options.of(size, options(text)));
                return;
            }
            try (StoredFile data = new HostStoredFile(HostFile.create(bytes.get()))) {
                Qcow2Image.create(file, Optional.of(data), Qcow2Options.of(size, options(text)));
            }
        }
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String option : text.isEmpty() ? new String[0] : text.split(",")) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return options;
    }
}
