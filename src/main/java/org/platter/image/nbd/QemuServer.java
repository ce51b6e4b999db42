package org.platter.image.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.platter.base.NeedsPassphrase;
import org.platter.host.HostFile;
import org.platter.host.PrivateFolder;
import org.platter.image.Opening;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.Sandbox;
import org.platter.tool.Service;

/**
 * {@code qemu-nbd} serving one image to this process, by a socket in a folder that only this user can look
 * into. It ends with its only connection, so also when this process is killed.
 */
final class QemuServer implements Closeable {

    private static final String PROGRAM = "qemu-nbd";
    private static final Duration START = Duration.ofSeconds(60);
    /** How long it may take to write down what it still holds when it is let go. */
    private static final long END_MILLIS = 120_000;
    /** The most bytes of a socket's name, unix(7), less those of the folder's name and its own. */
    private static final int MAX_BASE = 60;

    private final Path image;
    private final PrivateFolder folder;
    private final Service service;
    private final Connection connection;

    private QemuServer(Path image, PrivateFolder folder, Service service, Connection connection) {
        this.image = image;
        this.folder = folder;
        this.service = service;
        this.connection = connection;
    }

    /**
     * Starts it and connects.
     *
     * @param files that are open here, and the only ones that it may have open besides its own
     * @throws NeedsPassphrase if the passphrase is not the image's
     * @throws IOException one sentence: not installed, in use, not to be opened
     */
    static QemuServer start(QemuNode node, List<HostFile> files, Opening how, Optional<String> passphrase)
            throws IOException {
        for (int tries = 1;; tries++) {
            Optional<QemuServer> started = tryStart(node, files, how, passphrase, tries == Sandbox.MAX_TRIES);
            if (started.isPresent()) {
                return started.get();
            }
        }
    }

    /** Starts it, or returns nothing where its sandbox could not be built and this is not the last try. */
    private static Optional<QemuServer> tryStart(QemuNode node, List<HostFile> files, Opening how,
            Optional<String> passphrase, boolean isLast) throws IOException {
        if (!Programs.installed().has(PROGRAM)) {
            throw new IOException(node.name() + " is a " + node.format()
                    + " image, which QEMU has to open, and "
                    + PROGRAM + " is not installed; install the package "
                    + Programs.debianPackage(PROGRAM).orElse("qemu-utils") + ".");
        }
        Path base = PrivateFolder.base();
        if (base.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BASE) {
            base = Path.of("/tmp");
        }
        PrivateFolder.sweep(base);
        PrivateFolder folder = PrivateFolder.in(base);
        Service service = null;
        try {
            Path socket = folder.path().resolve("nbd");
            service = Service.start(Programs.installed(),
                    command(node, how, socket, passphrase, padding(folder, node),
                            Descriptions.write(node, folder.path()))
                            .confinedTo(reached(node, folder)));
            SocketChannel channel = service.await(() -> tryConnect(socket), START);
            try {
                Service program = service;
                Connection connection = new Connection("QEMU, which serves " + node.name() + ",", channel, "",
                        NbdDevice.PATIENCE, () -> causeOfDeath(program));
                OpenedByQemu.check(service, node, files, folder.path());
                return Optional.of(new QemuServer(node.name(), folder, service, connection));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            Optional<String> lastWords = service == null || service.status().isEmpty() ? Optional.empty()
                    : Optional.of(service.output());
            if (service != null) {
                service.close();
            }
            folder.close();
            if (!isLast && lastWords.filter(Sandbox::couldNotBegin).isPresent()) {
                return Optional.empty();
            }
            if (lastWords.isPresent() && !(e instanceof OpenedByQemu.Misled)) { // which ends it
                throw QemuWords.failure(node.name(), lastWords.get(), passphrase.isPresent(), e);
            }
            throw e;
        }
    }

    private static Command command(QemuNode node, Opening how, Path socket,
            Optional<String> passphrase, Optional<Path> padding, Map<QemuNode, Path> descriptions) {
        List<String> arguments = new ArrayList<>(List.of("--socket=" + socket, "--shared=1",
                "--export-name=", "--allocation-depth",
                "--cache="
                        + (how.inMaking() && !how.cache().isDirect() ? "unsafe"
                                : how.cache().name().toLowerCase(Locale.ROOT))));
        if (!how.writable()) {
            arguments.add("--read-only");
        }
        if (passphrase.isPresent()) { // in no argument and no file: it reads it before it makes the socket
            arguments.addAll(List.of("--object", "secret,id=" + QemuNode.SECRET + ",file=/dev/stdin"));
        }
        arguments.add(node.text(how.writable() || node.isReplayed(), padding, descriptions));
        return Command.of(PROGRAM, arguments.toArray(new String[0])).withInput(passphrase.orElse(""));
    }

    private static Path[] reached(QemuNode node, PrivateFolder folder) {
        List<Path> all = new ArrayList<>(node.files());
        all.add(folder.path());
        return all.toArray(Path[]::new);
    }

    /** An overlay reads as zeros past the end of what it is based on, where a file would just end. */
    private static Optional<Path> padding(PrivateFolder folder, QemuNode node) throws IOException {
        if (node.paddedLength().isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.path().resolve("padding");
        HostFile.create(file).close();
        new ProgramRunner(Programs.installed()).run(Command.of("qemu-img", "create", "-q", "-u", "-f",
                "qcow2", "-b",
                "padded", "-F", "raw", file.toString(), String.valueOf(node.paddedLength().getAsLong())),
                event -> {}, () -> false);
        return Optional.of(file);
    }

    private static Optional<SocketChannel> tryConnect(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (ConnectException e) {
            return Optional.empty(); // it is bound, and not yet listened to
        }
    }

    private static Optional<String> causeOfDeath(Service service) {
        if (!service.hasEndedWithin(1000)) {
            return Optional.empty();
        }
        return Optional.of(QemuWords.ending(service.status().orElse(0), service.output()));
    }

    Connection connection() {
        return connection;
    }

    /**
     * Lets it go and waits until it has written down all that it holds.
     *
     * @throws IOException if it did not end as it should
     */
    @Override
    public void close() throws IOException {
        try {
            connection.close();
            boolean ended = service.hasEndedWithin(END_MILLIS);
            int status = service.status().orElse(0);
            String output = service.output();
            if (!ended || status != 0) {
                throw new IOException("QEMU, which served " + image + ", did not end as it should: "
                        + (ended ? QemuWords.ending(status, output) : "it still runs") + ".");
            }
        } finally {
            service.close();
            folder.close();
        }
    }
}
