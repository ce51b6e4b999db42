package org.platter.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.platter.session.Shell;

/**
 * A small machine: GRUB as grub-install leaves it, Debian's kernel, and an initramfs of BusyBox and findfs
 * that finds the root as Debian's does, mounts what /etc/fstab names, and says so on the serial line. QEMU
 * starts it without KVM.
 */
enum Guest {

    /** GRUB behind the MBR, which knows the root by its number; everything else by UUID and LABEL. */
    BIOS_MBR("""
            label: dos
            label-id: 0x1234abcd
            disk1: start=2048, size=81920, type=83, bootable
            disk2: start=102400, size=16384, type=82
            disk3: start=131072, size=98304, type=5
            disk5: start=133120, size=32768, type=83
            """, 320, "root=UUID=" + Uuids.ROOT, """
            UUID=%s none swap
            LABEL=data /data ext4
            """.formatted(Uuids.SWAP)),

    /** GRUB in the EFI system partition, which finds the root by UUID; the kernel finds it by PARTUUID. */
    UEFI_GPT("""
            label: gpt
            start=2048, size=16384, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="EFI system partition"
            start=32768, size=81920, type=linux, name=root, uuid=01010101-0202-0303-0404-050505050505
            start=131072, size=16384, type=swap, uuid=01010101-0202-0303-0404-060606060606
            start=163840, size=32768, type=linux, name=data
            """, 320, "root=PARTUUID=01010101-0202-0303-0404-050505050505", """
            UUID=1234-ABCD /efi vfat
            PARTUUID=01010101-0202-0303-0404-060606060606 none swap
            PARTLABEL=data /data ext4
            """),

    /** GRUB in a BIOS boot partition; the root is an XFS, which GRUB knows by its number. */
    BIOS_GPT("""
            label: gpt
            start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649
            start=8192, size=655360, type=linux, name=root
            start=679936, size=16384, type=swap
            start=716800, size=32768, type=linux
            """, 1024, "root=UUID=" + Uuids.ROOT, """
            UUID=%s none swap
            LABEL=data /data ext4
            """.formatted(Uuids.SWAP));

    /** Written by the guest when it has found everything. */
    private static final String MARK = "THE GUEST IS UP";
    private static final Pattern FAILED = Pattern.compile("THE GUEST FAILED: .*\\R|grub rescue>|grub>|"
            + "Press any key to continue|No bootable device|Kernel panic.*\\R|UEFI Interactive Shell|"
            + "Geom Error|Hard Disk Error|GRUB Read Error|Boot Failed|No bootable option");
    private static final int MINUTES = 6;
    private static final int SECTOR = 512;
    private static final List<String> MODULES = List.of("virtio_ring", "virtio", "virtio_pci_modern_dev",
            "virtio_pci_legacy_dev", "virtio_pci", "virtio_blk", "libcrc32c", "xfs", "fat", "nls_cp437",
            "nls_ascii", "nls_utf8", "vfat");
    private static final String OVMF = "/usr/share/OVMF/OVMF_";

    /** Where it is said which file systems there are. */
    private static final class Uuids {
        static final String ROOT = "11111111-2222-3333-4444-555555555555";
        static final String SWAP = "66666666-2222-3333-4444-555555555555";
    }

    private static final String PREPARE = """
            #!/bin/busybox sh
            export PATH=/bin:/sbin
            mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
            exec > /dev/console 2>&1
            fail() { echo "THE GUEST FAILED: $*"; sync; poweroff -f; sleep 99; }
            for module in MODULES; do [ ! -e /modules/$module.ko ] || insmod /modules/$module.ko; done
            word() { for word in $(cat /proc/cmdline); do case $word in $1=*) echo ${word#$1=};; esac; done; }
            """.replace("MODULES", String.join(" ", MODULES));

    private static final String INIT = PREPARE + """
            find() {
                for i in 1 2 3; do found=$(/sbin/findfs "$1") && return 0; sleep 1; done
                fail "$1 does not exist"
            }
            root=$(word root)
            find "$root"
            mount "$found" /root || mount -t xfs "$found" /root || fail "$found, the root, cannot be mounted"
            [ -e /root/mark ] || fail "the root has no mark"
            while read -r spec folder type; do
                find "$spec"
                case $type in
                    swap) swapon "$found" || fail "$found is no swap space";;
                    *) mount -t "$type" "$found" "/root$folder" || fail "$found cannot be mounted as $folder"
                        [ -e "/root$folder/mark" ] || fail "$folder has no mark";;
                esac
            done < /root/etc/fstab
            echo "THE GUEST IS UP"
            umount -a; sync; poweroff -f
            """;

    /** Installs the loader as installers of systems do: in the machine, with its file systems mounted. */
    private static final String INSTALL = PREPARE + """
            mount "$(word to)" /root || mount -t xfs "$(word to)" /root || fail "no root"
            case $(word target) in
                *-efi) mount -t vfat /dev/vda1 /root/efi || fail "no EFI system partition"
                    options="--efi-directory=/root/efi --removable --no-nvram";;
            esac
            grub-install --target=$(word target) --boot-directory=/root/boot --no-floppy $options /dev/vda \
                || fail "grub-install ended with status $?"
            umount /root/efi; umount /root || fail "the root is busy"
            sync; echo "THE GUEST IS UP"
            poweroff -f
            """;

    private final String table;
    private final int mebibytes;
    private final String root;
    private final String fstab;

    Guest(String table, int mebibytes, String root, String fstab) {
        this.table = table;
        this.mebibytes = mebibytes;
        this.root = root;
        this.fstab = fstab;
    }

    /** What became of a start: nothing where the machine came up, else what it said. */
    record Start(Optional<String> failure, long seconds, String console) {}

    /** Makes the disk of the machine, of the kernel and initramfs in a folder. */
    Path make(Path kernel, Path folder) throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder).resolve(name() + ".raw");
        Shell.run("truncate", "-s", mebibytes + "M", disk.toString());
        Shell.feed(table, "sfdisk", "-q", disk.toString());
        Path files = Files.createDirectories(folder.resolve("root"));
        for (String name : List.of("boot/grub", "etc", "efi", "data")) {
            Files.createDirectories(files.resolve(name));
        }
        Files.writeString(files.resolve("mark"), "root");
        Files.writeString(files.resolve("etc/fstab"), fstab);
        Files.copy(kernel.resolve("vmlinuz"), files.resolve("boot/vmlinuz"));
        Files.copy(kernel.resolve("initrd"), files.resolve("boot/initrd"));
        Files.writeString(files.resolve("boot/grub/grub.cfg"), """
                serial --unit=0 --speed=115200
                terminal_output serial
                search --no-floppy --fs-uuid --set=root %s
                linux /boot/vmlinuz %s ro console=ttyS0 quiet panic=-1 no_timer_check
                initrd /boot/initrd
                boot
                """.formatted(Uuids.ROOT, root));
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("mark"), "data");
        long[][] places = places(disk);
        if (this == BIOS_GPT) {
            putXfs(disk, places[1], files, folder);
        } else {
            putExt(disk, places[this == BIOS_MBR ? 0 : 1], files, "root", Uuids.ROOT);
        }
        putExt(disk, places[3], data, "data", "77777777-2222-3333-4444-555555555555");
        Path swap = part(folder, places[this == BIOS_MBR ? 1 : 2]);
        Shell.run("mkswap", "-q", "-U", Uuids.SWAP, swap.toString());
        put(swap, disk, places[this == BIOS_MBR ? 1 : 2]);
        if (this == UEFI_GPT) {
            putEsp(disk, places[0], folder);
        }
        install(disk, kernel);
        return disk;
    }

    /** Where the partitions that hold something lie: start and length in bytes, in the order of the table. */
    private static long[][] places(Path disk) {
        Matcher line = Pattern.compile("start= *(\\d+), size= *(\\d+), type=(\\w+)")
                .matcher(Shell.run("sfdisk", "-d", disk.toString()));
        List<long[]> places = new ArrayList<>();
        while (line.find()) {
            if (!line.group(3).equals("5")) {
                places.add(new long[] {Long.parseLong(line.group(1)) * SECTOR,
                    Long.parseLong(line.group(2)) * SECTOR});
            }
        }
        if (places.size() == 3) { // the extended partition is none of them, the logical one is the fourth
            places.add(2, places.get(2));
        }
        return places.toArray(long[][]::new);
    }

    private static Path part(Path folder, long[] place) throws IOException {
        Path part = Files.createTempFile(folder, "part", null);
        Shell.run("truncate", "-s", String.valueOf(place[1]), part.toString());
        return part;
    }

    private static void put(Path part, Path disk, long[] place) throws IOException {
        Shell.copy(part, 0, disk, place[0], place[1]);
        Files.delete(part);
    }

    private static void putExt(Path disk, long[] place, Path files, String label, String uuid)
            throws IOException {
        Path part = part(disk.getParent(), place);
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-U", uuid, "-d", files.toString(),
                part.toString());
        put(part, disk, place);
    }

    /** The files go in by a prototype, which mkfs.xfs reads (mkfs.xfs(8), -p). */
    private static void putXfs(Path disk, long[] place, Path files, Path folder) throws IOException {
        Path part = part(folder, place);
        StringBuilder text = new StringBuilder("none\n0 0\nd--755 0 0\n");
        try (Stream<Path> names = Files.list(files)) {
            for (Path name : names.sorted().toList()) {
                describe(name, text);
            }
        }
        Path prototype = Files.writeString(folder.resolve("prototype"), text.append("$\n$\n"));
        Shell.run("mkfs.xfs", "-q", "-m", "uuid=" + Uuids.ROOT, "-p", prototype.toString(), part.toString());
        put(part, disk, place);
    }

    private static void describe(Path path, StringBuilder text) throws IOException {
        if (!Files.isDirectory(path)) {
            text.append(path.getFileName()).append(" ---644 0 0 ").append(path).append('\n');
            return;
        }
        text.append(path.getFileName()).append(" d--755 0 0\n");
        try (Stream<Path> names = Files.list(path)) {
            for (Path name : names.sorted().toList()) {
                describe(name, text);
            }
        }
        text.append("$\n");
    }

    private static void putEsp(Path disk, long[] place, Path folder) throws IOException {
        Path mark = Files.writeString(folder.resolve("mark"), "efi");
        Path part = part(folder, place);
        Shell.run("mkfs.fat", "-F", "16", "-s", "1", "-i", "1234ABCD", part.toString());
        Shell.run("mcopy", "-i", part.toString(), mark.toString(), "::");
        put(part, disk, place);
    }

    /** Starts the machine from its kernel, to install the loader by grub-install. */
    private void install(Path disk, Path kernel) throws IOException, InterruptedException {
        Start done = run(List.of("-drive", "if=virtio,format=raw,file=" + disk, "-kernel",
                kernel.resolve("vmlinuz").toString(), "-initrd", kernel.resolve("installer").toString(),
                "-append", "console=ttyS0 quiet panic=-1 no_timer_check target="
                        + (this == UEFI_GPT ? "x86_64-efi" : "i386-pc")
                        + " to=/dev/vda" + (this == BIOS_MBR ? 1 : 2)));
        if (done.failure().isPresent()) {
            throw new IOException(done.console());
        }
    }

    /** Downloads Debian's kernel for virtual machines, which is not installed, and makes the initramfs. */
    static void makeKernel(Path folder) throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        String name = Shell.run("apt-cache", "depends", "linux-image-cloud-amd64").lines()
                .filter(line -> line.contains("Depends: linux-image")).findFirst().orElseThrow()
                .replaceAll(".*: ", "");
        shell(folder, "apt-get -q download " + name + " && dpkg-deb -x linux-image*.deb package");
        shell(folder, "mkdir -p tree/bin tree/sbin tree/dev tree/proc tree/sys tree/root tree/modules"
                + " && cp package/boot/vmlinuz-* vmlinuz && cp $(command -v busybox) tree/bin/"
                + " && for name in sh mount umount insmod sleep cat sync poweroff swapon; do"
                + "     ln -s busybox tree/bin/$name; done"
                + " && cp --parents $({ ldd $(command -v findfs); ldd $(command -v busybox); }"
                + " | grep -o '/[^ ]*' | sort -u) tree"
                + " && cp $(command -v findfs) tree/sbin/");
        for (String module : MODULES) {
            shell(folder, "find package -name " + module + ".ko -exec cp {} tree/modules \\;"
                    + " && find package -name " + module + ".ko.xz -exec sh -c"
                    + " 'xz -dc {} > tree/modules/" + module + ".ko' \\;");
        }
        pack(tree, INIT, folder, "initrd");
        shell(folder, "mkdir -p tree/usr/lib tree/tmp && cp -r /usr/lib/grub tree/usr/lib"
                + " && cp --parents $(ldd $(command -v grub-install) | grep -o '/[^ ]*' | sort -u) tree"
                + " && for name in install mkimage bios-setup probe; do"
                + "     cp $(command -v grub-$name) tree/sbin; done");
        pack(tree, INSTALL, folder, "installer");
    }

    private static void pack(Path tree, String init, Path folder, String name) throws IOException {
        Files.writeString(tree.resolve("init"), init);
        shell(folder, "chmod 755 tree/init && cd tree"
                + " && find . | busybox cpio -o -H newc | gzip > ../" + name);
    }

    private static void shell(Path folder, String line) {
        Shell.run("sh", "-c", "cd " + folder + " && " + line);
    }

    /** Starts the machine from a disk, which is not written to, and waits until it is up or has failed. */
    Start start(Path disk, String format) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("-drive",
                "if=virtio,snapshot=on,format=" + format + ",file=" + disk));
        if (this == UEFI_GPT) {
            String suffix = Files.exists(Path.of(OVMF + "CODE_4M.fd")) ? "_4M.fd" : ".fd";
            options.addAll(List.of("-drive",
                    "if=pflash,unit=0,format=raw,readonly=on,file=" + OVMF + "CODE" + suffix, "-drive",
                    "if=pflash,unit=1,format=raw,snapshot=on,file=" + OVMF + "VARS" + suffix));
        }
        return run(options);
    }

    private static Start run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m",
                "512", "-nographic", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot"));
        command.addAll(options);
        long begun = System.nanoTime();
        Process machine = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE).start();
        Thread limit = new Thread(() -> end(machine));
        limit.setDaemon(true);
        limit.start();
        StringBuilder console = new StringBuilder();
        Optional<String> failure = Optional.of("nothing within " + MINUTES + " minutes");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(machine.getInputStream(),
                StandardCharsets.ISO_8859_1))) {
            char[] read = new char[4096];
            for (int count = output.read(read); count > 0; count = output.read(read)) {
                console.append(read, 0, count);
                Matcher failed = FAILED.matcher(console);
                boolean isUp = console.indexOf(MARK) >= 0;
                if (isUp || failed.find()) {
                    failure = isUp ? Optional.empty() : Optional.of(failed.group().strip());
                    break;
                }
            }
        }
        machine.destroyForcibly().waitFor();
        return new Start(failure, (System.nanoTime() - begun) / 1_000_000_000L, console.toString());
    }

    private static void end(Process machine) {
        try {
            if (!machine.waitFor(MINUTES, TimeUnit.MINUTES)) {
                machine.destroyForcibly();
            }
        } catch (InterruptedException e) {
            machine.destroyForcibly();
        }
    }
}
