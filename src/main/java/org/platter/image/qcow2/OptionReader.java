package org.platter.image.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.image.qcow2.Qcow2Options.Compression;
import org.platter.image.qcow2.Qcow2Options.Preallocation;

/** Understands the options of {@code qemu-img create -f qcow2 -o}, with the limits that QEMU sets. */
final class OptionReader {

    private final Map<String, String> left;

    OptionReader(Map<String, String> options) {
        this.left = new TreeMap<>(options);
    }

    Qcow2Options read(long size) throws Refusal {
        int version = switch (take("compat").orElse("1.1")) {
            case "0.10", "v2" -> 2;
            case "1.1", "v3" -> 3;
            default -> throw new Refusal("The option compat is 0.10 or 1.1.");
        };
        boolean extended = flag("extended_l2");
        Qcow2Options options = new Qcow2Options(size, version,
                powerOfTwo("cluster_size", 64 << 10, extended ? 16 << 10 : 512, 2 << 20),
                powerOfTwo("refcount_bits", 16, 1, 64), flag("lazy_refcounts"), preallocation(),
                compression(), extended, take("backing_file").filter(name -> !name.isEmpty()),
                take("backing_fmt"), take("data_file"), flag("data_file_raw"));
        take("nocow"); // says something to Btrfs only
        if (take("encryption").filter(value -> !value.equals("off")).isPresent()
                || left.keySet().stream().anyMatch(name -> name.startsWith("encrypt."))) {
            throw new Refusal("Platter makes no encrypted qcow2 images; qemu-img does.");
        }
        if (!left.isEmpty()) {
            throw new Refusal("qcow2 has no option " + left.keySet().iterator().next() + ".");
        }
        check(options);
        return options;
    }

    private static void check(Qcow2Options options) throws Refusal {
        if (options.version() == 2) {
            require(options.refcountBits() == 16, "refcount_bits other than 16");
            require(!options.lazyRefcounts(), "lazy_refcounts");
            require(options.compression() == Compression.ZLIB, "compression_type zstd");
            require(!options.extendedL2(), "extended_l2");
            require(options.dataFileName().isEmpty(), "data_file");
        }
        if (options.dataFileRaw() && options.dataFileName().isEmpty()) {
            throw new Refusal("data_file_raw says something of a data_file, and none is named.");
        }
        if (options.dataFileRaw() && options.backingName().isPresent()) {
            throw new Refusal("A backing file and data_file_raw exclude each other.");
        }
        if (options.backingFormat().isPresent() && options.backingName().isEmpty()) {
            throw new Refusal("A backing format says nothing without a backing file.");
        }
        if (options.backingName().isPresent() && options.preallocation() != Preallocation.OFF
                && !options.extendedL2()) {
            throw new Refusal("A backing file and preallocation go together with extended_l2 only.");
        }
        for (Optional<String> name : List.of(options.backingName(), options.dataFileName())) {
            int length = name.orElse("").getBytes(StandardCharsets.UTF_8).length;
            if (length > HeaderReader.MAX_NAME || length > options.clusterSize() / 2) {
                throw new Refusal("The name " + name.orElse("") + " is too long for an image.");
            }
        }
        int clusterBits = Integer.numberOfTrailingZeros(options.clusterSize());
        int tableBits = 2 * clusterBits - (options.extendedL2() ? 4 : 3);
        long most = HeaderReader.MAX_L1_BYTES / 8 << tableBits;
        if (options.size() < 0 || options.size() > most) {
            throw new Refusal("With clusters of " + ByteSize.format(options.clusterSize())
                    + " a qcow2 image has room for " + ByteSize.format(most) + "; choose larger ones.");
        }
    }

    private static void require(boolean holds, String what) throws Refusal {
        if (!holds) {
            throw new Refusal("An image with compat 0.10 cannot have " + what + "; choose compat 1.1.");
        }
    }

    private Preallocation preallocation() throws Refusal {
        return switch (take("preallocation").orElse("off")) {
            case "off" -> Preallocation.OFF;
            case "metadata" -> Preallocation.METADATA;
            case "falloc" -> Preallocation.FALLOC;
            case "full" -> Preallocation.FULL;
            default -> throw new Refusal("The option preallocation is off, metadata, falloc or full.");
        };
    }

    private Compression compression() throws Refusal {
        return switch (take("compression_type").orElse("zlib")) {
            case "zlib" -> Compression.ZLIB;
            case "zstd" -> Compression.ZSTD;
            default -> throw new Refusal("The option compression_type is zlib or zstd.");
        };
    }

    private boolean flag(String name) throws Refusal {
        return switch (take(name).orElse("off")) {
            case "on", "true", "yes", "y" -> true;
            case "off", "false", "no", "n" -> false;
            default -> throw new Refusal("The option " + name + " is on or off.");
        };
    }

    private int powerOfTwo(String name, int usual, int least, int most) throws Refusal {
        Optional<String> text = take(name);
        long value = text.isEmpty() ? usual : ByteSize.parse(text.get());
        if (value < least || value > most || Long.bitCount(value) != 1) {
            throw new Refusal("The option " + name + " is a power of two from " + least + " to " + most
                    + ".");
        }
        return (int) value;
    }

    private Optional<String> take(String name) {
        return Optional.ofNullable(left.remove(name));
    }
}
