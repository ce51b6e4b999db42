package org.platter;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Puts together what packaging/install does, from what the tests run with: the command line, without natives. */
final class Installed {

    private Installed() {}

    /** Fills a folder: {@code packaging} and {@code target} as in a checkout, and the command {@code platter}. */
    static void make(Path work) throws IOException {
        Files.createDirectories(work.resolve("packaging"));
        Files.createDirectories(work.resolve("target/lib"));
        for (String name : List.of("run", "launch", "archives", "packages", "trusted")) {
            Files.copy(Path.of("packaging", name), work.resolve("packaging").resolve(name));
        }
        String script = Files.readString(Path.of("packaging/install"));
        String command = script.substring(script.indexOf("#!/bin/sh\nhome="), script.indexOf("\nEND\n") + 1);
        Path platter = Files.writeString(work.resolve("platter"),
                command.replace("$prefix", "/mnt/installed").replace("\\$", "$"));
        for (Path run : List.of(platter, work.resolve("packaging/archives"))) {
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(element).getFileName().toString();
            if (name.matches("(jna|picocli|zstd-jni|jackson-[a-z-]+)-.*\\.jar")) {
                Files.copy(Path.of(element), work.resolve("target/lib").resolve(name));
                jars.add("lib/" + name);
            }
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Platter.class.getName());
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", jars));
        Path classes = Path.of("target/classes");
        try (OutputStream file = Files.newOutputStream(work.resolve("target/platter-1.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
                Files.copy(path, jar);
            }
        }
    }
}
