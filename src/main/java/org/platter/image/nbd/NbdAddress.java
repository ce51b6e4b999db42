package org.platter.image.nbd;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server's export is: {@code nbd://host:port/export} or {@code nbd+unix:///export?socket=/path}, as
 * NetworkBlockDevice/nbd, doc/uri.md has them.
 *
 * @param host the machine; empty where it is a socket of this one
 * @param port 10809 where none is given
 * @param socket absolute, of a server on this machine
 * @param export its name; empty for the server's usual one
 */
public record NbdAddress(Optional<String> host, int port, Optional<Path> socket, String export) {

    /** A path has lost one of the slashes. */
    private static final Pattern NETWORK = Pattern.compile(
            "nbd:/{1,2}(?<host>\\[[0-9a-fA-F:.%]+\\]|[^/:?\\[\\]]+)"
                    + "(?::(?<port>[0-9]{1,5}))?(?:/(?<export>[^?]*))?");
    private static final Pattern UNIX = Pattern.compile(
            "nbd\\+unix:/{0,3}(?<export>[^?]*)\\?socket=(?<socket>/.*)");
    private static final int USUAL_PORT = 10809;

    /** Returns the address that somebody gave in the place of a file; nothing if it is a file. */
    public static Optional<NbdAddress> of(Path path) {
        String text = path.toString();
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            return Optional.of(new NbdAddress(Optional.empty(), 0,
                    Optional.of(Path.of(decoded(unix.group("socket")))), decoded(unix.group("export"))));
        }
        Matcher network = NETWORK.matcher(text);
        if (!network.matches()) {
            return Optional.empty();
        }
        String port = network.group("port");
        String export = network.group("export");
        return Optional.of(new NbdAddress(Optional.of(network.group("host")),
                port == null ? USUAL_PORT : Integer.parseInt(port), Optional.empty(),
                export == null ? "" : decoded(export)));
    }

    @Override
    public String toString() {
        return host.map(name -> "nbd://" + name + (port == USUAL_PORT ? "" : ":" + port) + "/" + export)
                .orElseGet(() -> "nbd+unix:///" + export + "?socket=" + socket.orElseThrow());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that begins no code is one
        }
    }
}
