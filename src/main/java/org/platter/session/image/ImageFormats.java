package org.platter.session.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.Refusal;

/** The formats of images that Platter knows, and what it can do with each. */
public final class ImageFormats {

    private static final FormatOption PREALLOCATION = option("preallocation", "off",
            "room that is taken at once", "off", "falloc", "full");

    private static final List<ImageFormat> ALL = List.of(
            new ImageFormat("raw", "Raw", true, true, true, true, false, false, false,
                    List.of(PREALLOCATION)),
            new ImageFormat("qcow2", "QEMU copy-on-write 2", true, true, true, true, true, true,
                    true, List.of(
                            option("compat", "1.1", "version of the format; 0.10 for QEMU before 1.1",
                                    "0.10", "v2", "1.1", "v3"),
                            option("cluster_size", "65536", "bytes, 512 to 2 MiB"),
                            option("refcount_bits", "16", "width of a reference count",
                                    "1", "2", "4", "8", "16", "32", "64"),
                            option("lazy_refcounts", "off", "reference counts are written late", "on", "off"),
                            option("preallocation", "off", "room that is taken at once",
                                    "off", "metadata", "falloc", "full"),
                            option("compression_type", "zlib", "how compressed clusters are packed", "zlib",
                                    "zstd"),
                            option("extended_l2", "off", "parts of a cluster are allocated singly", "on",
                                    "off"),
                            option("data_file", "", "name of a file that holds the disk's bytes"),
                            option("data_file_raw", "off", "that file alone is the disk", "on", "off"))),
            new ImageFormat("qcow", "QEMU copy-on-write 1", false, true, true, true, false, true, true,
                    List.of()),
            new ImageFormat("qed", "QED", false, true, true, true, false, true, true, List.of(
                    option("cluster_size", "65536", "bytes, 4 KiB to 64 MiB"),
                    option("table_size", "4", "clusters of a table, 1 to 16"))),
            new ImageFormat("vdi", "VirtualBox disk", false, true, true, true, false, true, false, List.of(
                    option("preallocation", "off", "room that is taken at once", "off", "metadata"),
                    option("static", "off", "the same, by another name", "on", "off"))),
            new ImageFormat("vmdk", "VMware disk", false, true, true, true, false, true, true, List.of(
                    option("subformat", "monolithicSparse", "how it is laid out",
                            "monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse",
                            "twoGbMaxExtentFlat", "streamOptimized"),
                    option("adapter_type", "ide", "controller that it names",
                            "ide", "lsilogic", "buslogic", "legacyESX"),
                    option("hwversion", "", "version of the virtual hardware that it names"),
                    option("compat6", "off", "for VMware 6", "on", "off"),
                    option("zeroed_grain", "off", "zeros are told from what was never written",
                            "on", "off"))),
            new ImageFormat("vpc", "Virtual PC (VHD)", false, true, true, true, false, true, false, List.of(
                    option("subformat", "dynamic", "how it is laid out", "dynamic", "fixed"),
                    option("force_size", "off", "the exact size, whatever its geometry says", "on", "off"))),
            new ImageFormat("vhdx", "Hyper-V disk (VHDX)", false, true, true, true, false, true, false,
                    List.of(
                            option("subformat", "dynamic", "how it is laid out", "dynamic", "fixed"),
                            option("block_size", "", "bytes, 1 to 256 MiB, a multiple of 1 MiB"),
                            option("log_size", "1048576", "bytes, a multiple of 1 MiB"),
                            option("block_state_zero", "on", "zeros take no room", "on", "off"))),
            new ImageFormat("parallels", "Parallels disk", false, true, true, true, false, true, false,
                    List.of(option("cluster_size", "1048576", "bytes"))),
            readOnly("bochs", "Bochs disk"),
            readOnly("cloop", "Compressed loop"),
            readOnly("dmg", "Apple disk image"));

    private ImageFormats() {}

    /** All of them, those most used first. */
    public static List<ImageFormat> all() {
        return ALL;
    }

    /** Returns the format of a name; {@code vhd} is another name of {@code vpc}. */
    public static Optional<ImageFormat> find(String name) {
        String known = name.equals("vhd") ? "vpc" : name;
        return ALL.stream().filter(format -> format.name().equals(known)).findFirst();
    }

    /**
     * Returns the format that a file of this name is expected to have: raw where its ending says nothing
     * else.
     */
    public static ImageFormat usual(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return find(ending).filter(format -> name.contains(".") && format.isCreatable())
                .orElseGet(() -> find("raw").orElseThrow());
    }

    /** @throws Refusal if there are no new images of such a format; names those of which there are */
    static ImageFormat creatable(String name) throws Refusal {
        return find(name).filter(ImageFormat::isCreatable).orElseThrow(() -> new Refusal(
                "There are no new images of the format “" + name + "”; there are: "
                        + ALL.stream().filter(ImageFormat::isCreatable).map(ImageFormat::name)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private static ImageFormat readOnly(String name, String title) {
        return new ImageFormat(name, title, false, false, false, false, false, false, false, List.of());
    }

    private static FormatOption option(String name, String usual, String text, String... values) {
        return new FormatOption(name, Stream.of(values).toList(), usual, text);
    }
}
