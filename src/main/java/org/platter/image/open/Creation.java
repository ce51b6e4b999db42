package org.platter.image.open;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.platter.base.Refusal;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.OpenFolder;
import org.platter.image.DiskImage;
import org.platter.image.foreign.ForeignFacts;
import org.platter.image.foreign.ForeignHeader;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

/** Makes empty images by {@code qemu-img}. */
final class Creation {

    /** What {@code qemu-img create -o help} of QEMU 7.2 to 10 knows, but for files that it would open. */
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "qcow", Set.of(),
            "qed", Set.of("cluster_size", "table_size"),
            "vdi", Set.of("static", "preallocation"),
            "vmdk", Set.of("adapter_type", "compat6", "hwversion", "subformat", "toolsversion",
                    "zeroed_grain"),
            "vpc", Set.of("force_size", "subformat"),
            "vhdx", Set.of("block_size", "block_state_zero", "log_size", "subformat"),
            "parallels", Set.of("cluster_size"));

    private Creation() {}

    static void create(String format, Path target, long size, Map<String, String> options)
            throws IOException, Refusal {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(target + " is there already.");
        }
        fill(format, target, size, options);
    }

    /** Makes the file an image, with the owner and the permissions that it has where it is there already. */
    private static void fill(String format, Path target, long size, Map<String, String> options)
            throws IOException, Refusal {
        Map<String, String> all = new TreeMap<>(options);
        String name = format.equals("vhd") ? "vpc" : format;
        Set<String> known = OPTIONS.get(name);
        if (known == null) {
            throw new Refusal("Images of the format " + format + " cannot be made.");
        }
        for (String option : options.keySet()) {
            if (!known.contains(option)) {
                throw new Refusal("There is no option " + option + " of " + name + " images"
                        + (known.isEmpty() ? "." : "; there are " + known.stream().sorted()
                                .collect(Collectors.joining(", ")) + "."));
            }
        }
        if (name.equals("vpc")) {
            all.putIfAbsent("force_size", "on"); // else the size is rounded up to whole cylinders
        }
        if (name.equals("vdi") && all.containsKey("preallocation")) {
            // what it is called in QEMU's interface, where the option's name is another
            all.put("static", all.remove("preallocation").equals("off") ? "off" : "on");
        }
        List<String> words = new ArrayList<>(List.of("create", "-q", "-f", name));
        if (!all.isEmpty()) {
            words.addAll(List.of("-o", all.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue().replace(",", ",,"))
                    .collect(Collectors.joining(","))));
        }
        // an absolute name cannot be taken for an option or an address
        words.addAll(List.of(target.toAbsolutePath().toString(), String.valueOf(size)));
        try {
            new ProgramRunner(Programs.installed()).run(Command.of("qemu-img", words.toArray(String[]::new))
                    .confinedTo(OpenFolder.parent(target.toAbsolutePath())),
                    event -> {}, () -> false);
        } catch (ToolFailure e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    static void createLike(DiskImage like, Path target, long size) throws IOException, Refusal {
        ForeignFacts facts = ForeignHeader.read(like.format(), new HostStoredFile(like.file()),
                like.path()).facts();
        fill(like.format(), target, size, facts.options());
        long made = size(like.format(), target);
        if (made != size) {
            Files.delete(target);
            throw new Refusal("A " + like.format() + " image cannot have a disk of " + size
                    + " bytes, only of "
                    + made + ".");
        }
    }

    static void giveIdentity(DiskImage old, HostFile fresh) throws IOException {
        ForeignHeader from = ForeignHeader.read(old.format(), new HostStoredFile(old.file()), old.path());
        ForeignHeader to = ForeignHeader.read(old.format(), new HostStoredFile(fresh), fresh.path());
        for (ForeignHeader.Patch patch : from.identity(to)) {
            fresh.write(patch.offset(), ByteBuffer.wrap(patch.bytes()));
        }
    }

    private static long size(String format, Path path) throws IOException {
        try (HostFile file = HostFile.open(path, Access.READ)) {
            return ForeignHeader.read(format, new HostStoredFile(file), path).facts().size();
        }
    }
}
