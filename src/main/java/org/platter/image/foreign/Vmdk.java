package org.platter.image.foreign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.StoredFile;

/**
 * VMware's disk: a description with the files that it names, or one sparse file with a description inside.
 */
final class Vmdk extends ForeignHeader {

    private static final int MAX_DESCRIPTION = 1 << 20;
    /** What QEMU makes and VMware has, by the names of both. */
    private static final Set<String> SUBFORMATS = Set.of("monolithicSparse", "monolithicFlat",
            "twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "streamOptimized");
    private static final Pattern CONTENT_ID = Pattern.compile("(?m)^CID=([0-9a-fA-F]{1,8})\\s*$");
    /** What a description says that follows from the size of the disk, and from what it is based on. */
    private static final Set<String> SIZED = Set.of("rw", "parentcid", "ddb.geometry.cylinders",
            "ddb.geometry.heads", "ddb.geometry.sectors");
    private static final Set<String> EXTENT_TYPES = Set.of("FLAT", "VMFS", "SPARSE", "VMFSSPARSE");

    private final Optional<VmdkSparse> sparse;
    private final VmdkDescriptor descriptor;
    private final ForeignFacts facts;
    private final List<Bytes> parts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Vmdk(Bytes bytes) throws IOException {
        super(bytes);
        int magic = bytes.little(0, 4, "header").getInt();
        boolean isSparse = magic == VmdkSparse.HOSTED || magic == VmdkSparse.ESX;
        sparse = isSparse ? Optional.of(new VmdkSparse(bytes)) : Optional.empty();
        String text;
        if (sparse.isPresent()) {
            text = sparse.get().description().orElseThrow(() -> new IOException(bytes.name
                    + " is an extent of a VMware disk; open the file that describes the disk."));
        } else {
            if (bytes.size > MAX_DESCRIPTION) {
                throw bytes.not("VMDK");
            }
            text = VmdkSparse.text(bytes, 0, bytes.size);
        }
        descriptor = VmdkDescriptor.of(text, bytes.name);
        facts = describe();
    }

    private ForeignFacts describe() throws IOException {
        long size = 0;
        List<String> names = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        Optional<String> writeRefusal = Optional.empty();
        String createType = descriptor.value("createType");
        if (descriptor.unclearLine().isPresent()) {
            refusal = Optional.of("is damaged, or made to mislead: line "
                    + descriptor.unclearLine().getAsInt()
                    + " of its description is not what such a description has there");
        } else if (sparse.isPresent()) {
            size = sparse.get().size();
            long past = size - descriptor.size(); // a header may count whole grains
            bytes.check(descriptor.extents().size() == 1 && past >= 0,
                    "the sizes that its header and its description state differ");
            if (past >= sparse.get().grainSize()) {
                problems.add("states a larger disk in its header than in its description, as a growth that "
                        + "was interrupted leaves it");
            }
            if (sparse.get().isCompressed()) {
                writeRefusal = Optional.of(
                        "is stream-optimized, which cannot be changed in place; convert it");
            } else if (sparse.get().version() > 2) {
                writeRefusal = Optional.of("is of a version of VMDK that can only be read");
            }
        } else {
            size = descriptor.size();
            if (descriptor.stored().size() < descriptor.extents().size()) {
                writeRefusal = Optional
                        .of("has parts that are zeros and have no file, so that it can only be "
                                + "read; convert it");
            }
            for (VmdkDescriptor.Extent extent : descriptor.stored()) {
                names.add(extent.name());
                // QEMU leaves out what it does not know, which moves all that follows.
                if (!EXTENT_TYPES.contains(extent.type()) || !extent.access().equals("RW")
                        || extent.sectors() == 0) {
                    refusal = Optional.of("has an extent of a kind that cannot be read (" + extent.access()
                            + " "
                            + extent.type() + ")");
                } else if (extent.name().matches("[^/]*:.*")) {
                    refusal = Optional.of("has an extent whose name QEMU would take for an address, "
                            + extent.name());
                }
            }
            if (names.isEmpty() && !descriptor.extents().isEmpty()) {
                refusal = Optional.of("has no part that lies in a file");
            }
            bytes.check(!descriptor.extents().isEmpty(), "it names no extents");
        }
        Map<String, String> options = new HashMap<>();
        if (SUBFORMATS.contains(createType)) {
            options.put("subformat", createType);
        }
        String adapter = descriptor.value("ddb.adapterType");
        if (Set.of("ide", "lsilogic", "buslogic", "legacyESX").contains(adapter)) {
            options.put("adapter_type", adapter);
        }
        String hardware = descriptor.value("ddb.virtualHWVersion");
        if (hardware.matches("\\d{1,3}")) {
            options.put("hwversion", hardware);
        }
        sparse.filter(VmdkSparse::hasZeroedGrains).ifPresent(one -> options.put("zeroed_grain", "on"));
        ForeignFacts known = ForeignFacts.of(size, Bytes.details("subformat", createType, "CID",
                descriptor.value("CID"), "parent CID", descriptor.hasParent() ? descriptor.value("parentCID")
                        : "",
                "adapter type", adapter, "hardware version", hardware));
        if (descriptor.hasParent() && descriptor.value("parentFileNameHint").isEmpty()
                && refusal.isEmpty()) {
            refusal = Optional.of("is based on another image and does not say on which");
        }
        OptionalLong grain = sparse.map(one -> OptionalLong.of(one.grainSize())).orElse(OptionalLong.empty());
        ForeignFacts sized = grain.isPresent() ? known.withClusterSize(grain.getAsLong()) : known;
        Optional<String> parent = Optional.of(descriptor.value("parentFileNameHint"))
                .filter(name -> descriptor.hasParent() && !name.isEmpty()
                        && descriptor.unclearLine().isEmpty());
        return sized.withBacking(parent, parent.map(name -> "vmdk")).withExtents(names).withOptions(options)
                .refusing(refusal).readOnly(writeRefusal);
    }

    @Override
    public ForeignFacts facts() {
        return facts;
    }

    @Override
    public Optional<Allocation> allocation(List<? extends StoredFile> extents) throws IOException {
        long grain = sparse.map(VmdkSparse::grainSize).orElse(0L);
        long head = sparse.map(VmdkSparse::firstGrain).orElse(0L);
        for (int i = 0; i < extents.size(); i++) {
            if (!descriptor.stored().get(i).isFlat()) {
                VmdkSparse part = new VmdkSparse(
                        new Bytes(extents.get(i), descriptor.stored().get(i).name()));
                grain = Math.max(grain, part.grainSize());
                head = Math.max(head, part.firstGrain());
            }
        }
        if (grain == 0) {
            return Optional.empty();
        }
        Allocation found = Allocation.of(grain, head);
        return Optional.of(sparse.isPresent() ? found : found.inOtherFiles(partsOfDisk()));
    }

    /** Returns which part of the disk each extent holds. */
    private List<ByteRange> partsOfDisk() {
        List<ByteRange> parts = new ArrayList<>();
        long start = 0;
        for (VmdkDescriptor.Extent extent : descriptor.extents()) {
            long length = Math.multiplyExact(extent.sectors(), 512);
            if (!extent.isZero()) {
                parts.add(ByteRange.of(start, length));
            }
            start = Math.addExact(start, length);
        }
        return parts;
    }

    @Override
    List<Bytes> files() {
        return sparse.isPresent() ? super.files() : parts;
    }

    @Override
    public Optional<String> description(List<String> files, String zeros) {
        if (sparse.isPresent()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("# Disk DescriptorFile\nversion=1\nCID="
                + descriptor.value("CID") + "\nparentCID="
                + (descriptor.hasParent() ? descriptor.value("parentCID") : "ffffffff")
                + "\ncreateType=\"" + (descriptor.stored().get(0).isFlat() ? "vmfs" : "vmfsSparse")
                + "\"\n");
        Iterator<String> stored = files.iterator();
        for (VmdkDescriptor.Extent extent : descriptor.extents()) {
            text.append("RW ").append(extent.sectors())
                    .append(extent.isFlat() || extent.isZero() ? " FLAT \"" : " SPARSE \"")
                    .append(extent.isZero() ? zeros : stored.next()).append('"')
                    .append(extent.isFlat() || extent.isZero() ? " " + extent.offset() : "").append('\n');
        }
        return Optional.of(text.toString());
    }

    @Override
    public long longestZeros() {
        return descriptor.extents().stream().filter(VmdkDescriptor.Extent::isZero)
                .mapToLong(extent -> extent.sectors() * 512).max().orElse(0);
    }

    @Override
    public int parts() {
        return descriptor.extents().size();
    }

    @Override
    public Optional<Patch> newContentId() throws IOException {
        if (sparse.isPresent()) {
            return Optional.empty(); // QEMU writes it there
        }
        String text = StandardCharsets.ISO_8859_1.decode(bytes.little(0, (int) bytes.size, "description"))
                .toString();
        Matcher line = CONTENT_ID.matcher(text);
        if (!line.find()) {
            return Optional.empty();
        }
        String id = String.format("%08x", new SecureRandom().nextInt() & 0x7ffffffe)
                .substring(8 - line.group(1).length());
        return Optional.of(new Patch(line.start(1), id.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public Optional<Growth> growth(long newSize) throws IOException {
        return sparse.isPresent() ? VmdkGrowth.of(this, sparse.get(), newSize) : Optional.empty();
    }

    /** The old description, of which only what follows from the size is new. */
    @Override
    public List<Patch> identity(ForeignHeader fresh) throws IOException {
        Vmdk other = (Vmdk) fresh;
        if (sparse.isEmpty() || other.sparse.isEmpty()) {
            return List.of();
        }
        List<String> wanted = List.of(other.sparse.get().rawDescription().split("\n", -1));
        StringBuilder text = new StringBuilder();
        for (String line : sparse.get().rawDescription().split("(?<=\n)")) {
            String key = key(line);
            if (key.equals("parentfilenamehint")) {
                continue; // the new one holds all of the disk
            }
            Optional<String> sized = wanted.stream().filter(candidate -> SIZED.contains(key)
                    && key(candidate).equals(key)).findFirst();
            String ending = line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
            text.append(sized.isPresent() ? sized.get().stripTrailing() + ending : line);
        }
        byte[] content = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (content.length >= other.sparse.get().descriptionRoom()) {
            throw new IOException("The description in " + bytes.name + " is too long for a new image.");
        }
        return List.of(new Patch(VmdkSparse.DESCRIPTION, Arrays.copyOf(content,
                (int) other.sparse.get().descriptionRoom())));
    }

    /** Returns the name that a line of a description gives a value to, in lower case; {@code rw} of an extent. */
    private static String key(String line) {
        return line.strip().split("[ \t=]", 2)[0].toLowerCase(Locale.ROOT);
    }

    @Override
    public void checkExtents(List<? extends StoredFile> extents) throws IOException {
        for (int i = 0; i < extents.size(); i++) {
            VmdkDescriptor.Extent extent = descriptor.stored().get(i);
            if (extent.isFlat()) {
                continue;
            }
            VmdkSparse inside = new VmdkSparse(new Bytes(extents.get(i), extent.name()));
            bytes.check(inside.size() == extent.sectors() * 512, "the sizes that it states for "
                    + extent.name() + " differ");
            bytes.check(!inside.hasFooter() && !inside.isCompressed(), extent.name()
                    + " is a whole image rather than a part of one");
        }
    }

    @Override
    RangeSet findLost(List<? extends StoredFile> extents) throws IOException {
        if (sparse.isPresent()) {
            return sparse.get().lost(0);
        }
        RangeSet.Builder all = new RangeSet.Builder();
        long start = 0;
        Iterator<? extends StoredFile> stored = extents.iterator();
        for (VmdkDescriptor.Extent extent : descriptor.extents()) {
            long length = extent.sectors() * 512;
            if (extent.isZero()) {
                start += length;
                continue;
            }
            Bytes part = new Bytes(stored.next(), extent.name());
            parts.add(part);
            if (extent.isFlat()) {
                long there = Math.max(0, Math.min(length,
                        part.size - Math.multiplyExact(extent.offset(), 512)));
                all.add(start + there, start + length);
            } else {
                VmdkSparse inside = new VmdkSparse(part);
                inside.lost(start).forEach(range -> all.add(range.start(), range.end()));
            }
            start += length;
        }
        return all.build();
    }
}
