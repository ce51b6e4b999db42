package org.platter.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.platter.host.Location;
import org.platter.image.open.Images;
import org.platter.session.Shell;

/**
 * Images that are made to let somebody open other files: made up from a seed, opened in every way, while two
 * files are watched that nobody allowed. The one beside the image may be read where Platter itself asked for
 * that and was allowed, as whatever lies in the folder is; it is never written.
 */
final class OpenedFiles implements Closeable {

    private static final int MIB = 1 << 20;
    private static final int DATA_FILE = 4;
    /** Of a header of qcow2: its extensions begin here. */
    private static final int EXTENSIONS = 112;
    private static final List<String> FORMATS = List.of("qcow2", "qcow", "qed", "vdi", "vmdk", "vpc", "vhdx",
            "parallels");

    private final Path folder;
    private final Path beside;
    private final Path elsewhere;
    private final byte[] secret = new byte[MIB];
    private final Canaries besideWatch;
    private final Canaries elsewhereWatch;
    private final Map<String, byte[]> templates = new TreeMap<>();
    private final Map<String, Integer> figures = new TreeMap<>();

    OpenedFiles(Path work) throws IOException {
        folder = Files.createDirectory(work.resolve("folder"));
        beside = folder.resolve("secret.raw");
        elsewhere = Files.createDirectory(work.resolve("elsewhere")).resolve("secret.raw");
        new Random(1).nextBytes(secret);
        Files.write(beside, secret);
        Files.write(elsewhere, secret);
        Files.createSymbolicLink(folder.resolve("disk-flat.raw"), elsewhere);
        for (String format : FORMATS) {
            template(work, format, format, "1M");
        }
        template(work, "sparse", "vmdk", "-o", "subformat=twoGbMaxExtentSparse", "1M");
        byte[] part = Files.readAllBytes(work.resolve("sparse-s001"));
        templates.put("part", part);
        template(work, "stream", "vmdk", "-o", "subformat=streamOptimized", "1M");
        besideWatch = new Canaries(beside);
        elsewhereWatch = new Canaries(elsewhere);
    }

    private void template(Path work, String name, String format, String... rest) throws IOException {
        Path path = work.resolve(name);
        List<String> words = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", format));
        words.addAll(List.of(rest));
        words.add(words.size() - 1, path.toString());
        Shell.run(words.toArray(String[]::new));
        templates.put(name, Files.readAllBytes(path));
    }

    /** What came of the images: how many of a kind were opened, refused or asked for. */
    Map<String, Integer> figures() {
        return figures;
    }

    /**
     * Makes up an image, and opens it.
     *
     * @return what was opened that must not be, with all that is needed to see it again; empty if nothing
     */
    Optional<String> run(long seed) throws IOException {
        Random random = new Random(seed);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                if (!file.equals(beside) && !Files.isSymbolicLink(file)) {
                    Files.delete(file);
                }
            }
        }
        String kind = pick(random, "vmdk text", "vmdk text", "vmdk text", "vmdk inside", "vmdk part", "qcow2",
                "qcow2", "qed", "qcow", "other", "chain");
        Path image = switch (kind) {
            case "vmdk text" -> write("disk.vmdk", text(random, random.nextInt(4)));
            case "vmdk inside" -> write("disk.vmdk", inside(random));
            case "vmdk part" -> part(random);
            case "qcow2" -> write("disk.qcow2", qcow2(random, name(random)));
            case "qed" -> write("disk.qed", qed(random, name(random)));
            case "qcow" -> write("disk.qcow", qcow(name(random)));
            case "chain" -> chain(random);
            default -> other(random);
        };
        String format = Optional.of(image.getFileName().toString()).map(name -> name.substring(5))
                .map(name -> name.equals("vhd") ? "vpc" : name).orElseThrow();
        besideWatch.wasOpened();
        elsewhereWatch.wasOpened();
        Set<Path> allowed = new HashSet<>();
        Consent usual = Consent.sameFolderAnd(Set.of());
        Consent asked = new Consent() {
            @Override
            public boolean allows(Location from, Location file) {
                boolean may = usual.allows(from, file);
                if (may) {
                    allowed.add(file.path().normalize());
                }
                return may;
            }

            @Override
            public boolean allowsWriting(Location from, Location file) {
                return usual.allowsWriting(from, file);
            }
        };
        Opening opening = Opening.toRead().withConsent(asked)
                .withFormat(random.nextInt(4) == 0 ? Optional.empty() : Optional.of(format));
        count(kind, "made");
        use(image, opening, kind, random);
        List<String> wrong = new ArrayList<>();
        if (elsewhereWatch.wasOpened()) {
            wrong.add("the file elsewhere was opened");
        }
        if (besideWatch.wasOpened() && !allowed.contains(beside)) {
            wrong.add("the file beside was opened");
        }
        for (Path file : List.of(beside, elsewhere)) {
            if (!Arrays.equals(secret, Files.readAllBytes(file))) {
                wrong.add(file + " was changed");
                Files.write(file, secret);
            }
        }
        return wrong.isEmpty() ? Optional.empty()
                : Optional.of(String.join(", ", wrong) + " by " + kind + ", seed " + seed);
    }

    private void use(Path image, Opening opening, String kind, Random random) {
        try {
            Images.describe(image, opening);
            count(kind, "described");
        } catch (IOException e) {
            count(kind, "not described");
        }
        boolean writable = random.nextBoolean();
        try (DiskImage disk = Images.open(image, random.nextInt(8) == 0 ? opening.salvaging(true)
                : opening.withWritable(writable))) {
            count(kind, "opened");
            disk.read(0, (int) Math.min(4096, disk.size()));
            if (writable && disk.isWritable()) {
                disk.write(0, ByteBuffer.wrap(new byte[] {7}));
                disk.write(disk.size() - 1, ByteBuffer.wrap(new byte[] {7}));
                disk.flush();
            }
        } catch (IOException e) {
            count(kind, e.getClass().getSimpleName().startsWith("Needs") ? "asked for" : "refused");
        }
    }

    private void count(String kind, String what) {
        figures.merge(kind + " " + what, 1, Integer::sum);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    /** A name of one of the two files, or of something that is one to some programs. */
    private String name(Random random) {
        Path file = random.nextInt(3) == 0 ? beside : elsewhere;
        String short0 = file.equals(beside) ? "secret.raw" : "../elsewhere/secret.raw";
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> file.toString();
            case 5, 6 -> short0;
            case 7 -> "./" + short0;
            case 8 -> "file:" + file;
            case 9 -> "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"" + file
                    + "\"}}";
            case 10 -> "json:{\"driver\":\"file\",\"filename\":\"" + file + "\"}";
            case 11 -> "disk-flat.raw";
            case 12 -> "host_device:" + file;
            case 13 -> "blkdebug::" + file;
            case 14 -> "raw:" + file;
            case 15 -> "fat:" + file.getParent();
            case 16 -> "nbd+unix:///?socket=" + file;
            case 17 -> "file:///" + file;
            case 18 -> file + "\0.raw";
            default -> "disk-flat.vmdk";
        };
    }

    private byte[] text(Random random, int changes) throws IOException {
        write("disk-flat.vmdk", new byte[MIB]);
        List<String> lines = new ArrayList<>(List.of("# Disk DescriptorFile", "version=1", "CID=12345678",
                "parentCID=ffffffff", "createType=\"" + pick(random, "monolithicFlat",
                        "monolithicFlat", "vmfs", "vmfs", "twoGbMaxExtentFlat", "custom") + "\"",
                "",
                "# Extent description"));
        lines.add(pick(random, "RW 2048 FLAT \"disk-flat.vmdk\" 0", "RW 1024 FLAT \"disk-flat.vmdk\" 0",
                "RW 2048 VMFS \"disk-flat.vmdk\""));
        lines.addAll(List.of("", "# The Disk Data Base", "#DDB", "", "ddb.virtualHWVersion = \"4\"",
                "ddb.adapterType = \"ide\""));
        for (int i = 0; i < changes; i++) {
            lines.add(random.nextInt(lines.size() + 1), evil(random));
        }
        String text = String.join(pick(random, "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\r",
                "\u000b\n"), lines);
        if (random.nextInt(4) == 0) { // somewhere in it a character that ends a line, or the text, for some
            int at = random.nextInt(text.length());
            text = text.substring(0, at) + pick(random, "\0", "\r", "\n", "\u000b", "\f", "\u0085", "\u2028",
                    "\u001a", "\"", "\n\n") + text.substring(at);
        }
        return (text + (random.nextBoolean() ? "\n" : "")).getBytes(StandardCharsets.UTF_8);
    }

    private String evil(Random random) {
        String name = name(random);
        String length = pick(random, "2048", "+8", "8", "0x8", " 8", "8 ", "1", "-8", "08");
        String type = pick(random, "FLAT", "FLAT", "VMFS", "SPARSE", "VMFSSPARSE", "SESPARSE", "flat");
        String access = pick(random, "RW", "RW", "RW", "RDONLY", "NOACCESS", "rw", "RW ");
        String offset = pick(random, " 0", " 0", "", " +0", " 8", "\n0", " 0 0");
        if (random.nextBoolean()) { // what QEMU takes for an extent, and a reader of lines may not
            return pick(random, "RW +8 FLAT \"" + name + "\" 0", "RW\n8\nFLAT\n\"" + name + "\"\n0",
                    "RW 8 FLAT\n\"" + name + "\" 0", "RW 8 FLAT \"" + name + "\" 0",
                    "\u000bRW 8 FLAT \"" + name + "\" 0", "RW 8 SPARSE \"disk-flat.vmdk\"");
        }
        String line = access + " " + length + " " + type + " \"" + name + "\"" + offset;
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> line;
            case 4 -> line.replace(' ', '\n');
            case 5 -> line.replaceFirst(" ", "\n");
            case 6 -> line.replace(' ', '\t');
            case 7 -> "#\r" + line;
            case 8 -> "ddb.comment = \"\n" + line + "\n\"";
            case 9 -> "parentCID=1\nparentFileNameHint=\"" + name + "\"";
            case 10 -> "parentFileNameHint=\"" + name + "\"";
            case 11 -> "CID=parentFileNameHint=\"" + name + "\"";
            case 12 -> " " + line + " x";
            default -> "changeTrackPath=\"" + name + "\"";
        };
    }

    /** One file with a description inside: by its header, or behind it. */
    private byte[] inside(Random random) throws IOException {
        byte[] bytes = templates.get(pick(random, "vmdk", "stream")).clone();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int where = 512;
        if (random.nextInt(3) == 0) {
            where = 512 * (1 + random.nextInt(30));
            header.putLong(28, where / 512);
        }
        byte[] text = text(random, 1 + random.nextInt(2));
        if (random.nextInt(4) > 0) {
            Arrays.fill(bytes, where, Math.min(where + 20 * 512, bytes.length), (byte) 0);
            System.arraycopy(text, 0, bytes, where, Math.min(text.length, bytes.length - where));
        } else { // the description that is there gets a parent
            String old = new String(bytes, 512, 20 * 512, StandardCharsets.ISO_8859_1);
            String with = old.replace("parentCID=ffffffff", "parentCID=" + pick(random, "1", "ffffffff")
                    + "\nparentFileNameHint=\"" + name(random) + "\"").substring(0, 20 * 512);
            System.arraycopy(with.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 512, 20 * 512);
        }
        boolean isEmpty = random.nextInt(3) == 0;
        if (isEmpty) {
            header.putLong(12, 0);
        }
        if (random.nextInt(4) == 0) { // another header at the end of the file
            byte[] end = Arrays.copyOf(bytes, bytes.length + 1536);
            ByteBuffer footer = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
            footer.putInt(bytes.length + 12, 3).put(bytes.length + 512, bytes, 0, 512);
            footer.putLong(bytes.length + 512 + 12, random.nextBoolean() ? 2048 : 0);
            footer.putLong(56, -1);
            return end;
        }
        return bytes;
    }

    /** A description of a sparse part that has a description itself. */
    private Path part(Random random) throws IOException {
        byte[] bytes = templates.get("part").clone();
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] text = text(random, 1);
        if (random.nextInt(3) > 0) {
            header.putLong(12, 0);
        }
        header.putLong(28, 1).putLong(36, 20);
        System.arraycopy(text, 0, bytes, 512, Math.min(text.length, bytes.length - 512));
        write("disk-s001.vmdk", bytes);
        return write("disk.vmdk", ("# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n"
                + "createType=\"" + pick(random, "twoGbMaxExtentSparse", "vmfsSparse") + "\"\nRW 2048 "
                + pick(random, "SPARSE", "VMFSSPARSE") + " \"disk-s001.vmdk\"\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    /** A header with a backing file, a data file, or both; the extensions in any number and order. */
    private byte[] qcow2(Random random, String name) {
        byte[] bytes = templates.get("qcow2").clone();
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte[] words = name.getBytes(StandardCharsets.UTF_8);
        int at = EXTENSIONS;
        header.putInt(100, EXTENSIONS - 8); // the header's own length
        at = 104;
        for (int i = random.nextInt(3); i > 0; i--) {
            at = extension(header, at, 0x44415441, name(random).getBytes(StandardCharsets.UTF_8));
        }
        if (random.nextBoolean()) {
            header.putLong(72, DATA_FILE | (random.nextInt(8) == 0 ? 1L << random.nextInt(6) : 0));
            at = extension(header, at, 0x44415441, words);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            at = extension(header, at, 0xe2792aca, pick(random, "raw", "qcow2", "vmdk", "file", "host_device",
                    "blkdebug", "nbd").getBytes(StandardCharsets.UTF_8));
        }
        header.putLong(at, 0);
        if (random.nextInt(3) > 0) {
            header.putLong(8, at + 8).putInt(16, words.length).put(at + 8, words);
        }
        if (random.nextInt(6) == 0) {
            header.putLong(88, random.nextLong() & 7);
        }
        return bytes;
    }

    private static int extension(ByteBuffer header, int at, int type, byte[] data) {
        header.putInt(at, type).putInt(at + 4, data.length).put(at + 8, data);
        return at + 8 + (data.length + 7) / 8 * 8;
    }

    private byte[] qed(Random random, String name) {
        byte[] bytes = templates.get("qed").clone();
        byte[] words = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(16, pick(random, 1L, 5L, 3L, 0L, 7L)).putInt(56, 72).putInt(60, words.length)
                .put(72, words);
        return bytes;
    }

    private byte[] qcow(String name) {
        byte[] bytes = templates.get("qcow").clone();
        byte[] words = name.getBytes(StandardCharsets.UTF_8);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1024);
        ByteBuffer.wrap(longer).putLong(8, bytes.length).putInt(16, words.length).put(bytes.length, words);
        return longer;
    }

    /** An overlay of something in the folder that names others. */
    private Path chain(Random random) throws IOException {
        boolean isText = random.nextBoolean();
        String below = isText ? "base.vmdk" : pick(random, "base.qed", "base.qcow2");
        write(below, isText ? text(random, 1) : below.endsWith("qed") ? qed(random, name(random))
                : qcow2(random, name(random)));
        byte[] bytes = qcow2(random, below);
        return write("disk.qcow2", bytes);
    }

    private Path other(Random random) throws IOException {
        String format = pick(random, "vdi", "vpc", "vhdx", "parallels");
        byte[] bytes = templates.get(format).clone();
        byte[] words = name(random).getBytes(random.nextBoolean() ? StandardCharsets.UTF_16LE
                : StandardCharsets.UTF_8);
        int range = format.equals("vhdx") ? 3 * MIB : 2048;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(Math.min(range, bytes.length));
            bytes[at] = (byte) random.nextInt(256);
        }
        int at = random.nextInt(Math.min(range, bytes.length - words.length));
        System.arraycopy(words, 0, bytes, at, words.length);
        if (format.equals("vpc")) {
            bytes[63] = 4; // differencing
        } else if (format.equals("vdi")) {
            bytes[0x4c] = (byte) (1 + random.nextInt(4));
        }
        return write("disk." + (format.equals("vpc") ? "vhd" : format), bytes);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }

    @Override
    public void close() {
        besideWatch.close();
        elsewhereWatch.close();
    }
}
