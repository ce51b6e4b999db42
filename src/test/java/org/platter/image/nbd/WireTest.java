package org.platter.image.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WireTest {

    @TempDir
    private Path folder;

    @Test
    void anEndAtTheOtherSideIsTheSameToOneWhoReadsAndToOneWhoWrites() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                Wire wire = new Wire(client)) {
            server.accept().close();
            IOException written = assertThrows(EOFException.class, () -> wire.write(ByteBuffer.allocate(28)));
            IOException read = assertThrows(EOFException.class, () -> wire.next(4));
            assertEquals("it closed the connection", written.getMessage());
            assertEquals(written.getMessage(), read.getMessage());
        }
    }
}
