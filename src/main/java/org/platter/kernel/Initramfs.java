package org.platter.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The first root folder of a machine, as the kernel unpacks it: a cpio archive of the kind newc
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Folders above a file are made by themselves.
 */
final class Initramfs {

    private static final int FOLDER = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int LINK = 0120777;
    private static final int CHARACTER_DEVICE = 0020600;
    private static final int ALIGNMENT = 4;

    private final OutputStream into;
    private final Set<String> names = new HashSet<>();
    private int inode;

    Initramfs(OutputStream into) {
        this.into = into;
    }

    /** Adds a copy of a file of this machine; does nothing where there is one of that name. */
    void addFile(String name, Path source) throws IOException {
        add(name, PROGRAM, Files.readAllBytes(source), 0, 0);
    }

    void addText(String name, String text) throws IOException {
        add(name, PROGRAM, text.getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    void addLink(String name, String target) throws IOException {
        add(name, LINK, target.getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    void addFolder(String name) throws IOException {
        add(name, FOLDER, new byte[0], 0, 0);
    }

    void addDevice(String name, int major, int minor) throws IOException {
        add(name, CHARACTER_DEVICE, new byte[0], major, minor);
    }

    /** Ends the archive. */
    void end() throws IOException {
        write("TRAILER!!!", 0, new byte[0], 0, 0);
    }

    private void add(String name, int mode, byte[] content, int major, int minor) throws IOException {
        if (!names.add(name)) {
            return;
        }
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            addFolder(name.substring(0, slash));
        }
        write(name, mode, content, major, minor);
    }

    private void write(String name, int mode, byte[] content, int major, int minor) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] path = (name + "\0").getBytes(StandardCharsets.UTF_8);
        int links = mode == FOLDER ? 2 : 1;
        head.writeBytes("070701".getBytes(StandardCharsets.US_ASCII));
        for (int field : new int[] {++inode, mode, 0, 0, links, 0, content.length, 0, 0, major, minor,
            path.length, 0}) {
            head.writeBytes(String.format("%08x", field).getBytes(StandardCharsets.US_ASCII));
        }
        head.writeBytes(path);
        pad(head, head.size());
        head.writeTo(into);
        into.write(content);
        pad(into, content.length);
    }

    private static void pad(OutputStream stream, int length) throws IOException {
        stream.write(new byte[Math.floorMod(-length, ALIGNMENT)]);
    }
}
