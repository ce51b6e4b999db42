package org.platter.image.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.block.BlockDeviceContract;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.Span;
import org.platter.image.open.Images;
import org.platter.tool.Command;
import org.platter.tool.Programs;
import org.platter.tool.Service;

/** The client against QEMU's server, on sockets of both kinds. */
class NbdDeviceTest extends BlockDeviceContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Service> services = new ArrayList<>();

    @AfterEach
    void endServers() {
        services.forEach(Service::close);
    }

    @Override
    protected BlockDevice device(long size, int sectorSize) throws IOException {
        Path file = Files.write(folder.resolve("disk"), new byte[(int) size]);
        // QEMU insists on whole blocks where the export has them
        return new NbdDevice(serve(file, "raw"), "disk", sectorSize, true);
    }

    @Test
    void blocksOfTheServerAreNoneOfTheCallers() throws IOException {
        int size = 1 << 20;
        Path file = Files.write(folder.resolve("disk"), new byte[size]);
        byte[] model = new byte[size];
        Random random = new Random(5);
        try (FakeServer server = new FakeServer(folder, size, 4096);
                NbdDevice device = new NbdDevice(NbdDevice.connect(server.address(), PATIENCE), "disk", 512,
                        true)) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = new byte[1 + random.nextInt(20000)];
                random.nextBytes(bytes);
                int at = random.nextInt(size - bytes.length);
                if (i % 3 == 0) {
                    bytes = new byte[bytes.length];
                    device.zero(ByteRange.of(at, bytes.length));
                } else {
                    device.write(at, ByteBuffer.wrap(bytes));
                }
                System.arraycopy(bytes, 0, model, at, bytes.length);
            }
            assertArrayEquals(model, device.read(0, size).array());
            assertArrayEquals(model, server.bytes());
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void holesAreKnownWithoutReadingThem() throws IOException {
        Path file = folder.resolve("sparse");
        try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(8L << 30);
            sparse.seek(5L << 30);
            sparse.write(1);
        }
        try (NbdDevice device = new NbdDevice(serve(file, "raw"), "disk", 512, false)) {
            RangeSet data = device.data(new ByteRange(0, 8L << 30));
            assertTrue(data.contains(5L << 30), data.toString());
            assertTrue(data.length() <= 1 << 20, data.toString());
            assertThrows(IOException.class, () -> device.write(0, ByteBuffer.allocate(512)));
        }
    }

    @Test
    void anExportOfARunningServerIsOpenedByItsAddress() throws Exception {
        Path file = Files.write(folder.resolve("disk"), new byte[1 << 20]);
        Path socket = folder.resolve("a socket");
        services.add(Service.start(Programs.installed(),
                Command.of("qemu-nbd", "--format=raw", "--persistent",
                        "--socket=" + socket, "--export-name=my disk", file.toString())));
        Path address = Path.of("nbd+unix:///my%20disk?socket=" + socket.toString().replace(" ", "%20"));
        try (DiskImage image = services.get(0).await(() -> tryOpen(address), PATIENCE)) {
            assertTrue(image.isRemote());
            assertEquals("nbd", image.format());
            assertEquals(1 << 20, image.size());
            image.write(1000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            image.flush();
            assertArrayEquals(new byte[] {1, 2, 3}, image.read(1000, 3).array());
            assertEquals(Span.Kind.DATA, image.spans(new ByteRange(0, 4096)).get(0).kind());
        }
        Path other = Path.of("nbd+unix:///other?socket=" + socket.toString().replace(" ", "%20"));
        IOException refused = assertThrows(IOException.class, () -> Images.open(other, Opening.toRead()));
        assertTrue(refused.getMessage().contains("it has no export \"other\""), refused.getMessage());
        assertFalse(Files.notExists(file));
    }

    @Test
    void anExportOfAnotherMachineIsOpenedByItsAddress() throws Exception {
        Path file = Files.write(folder.resolve("disk"), new byte[1 << 20]);
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Service service = Service.start(Programs.installed(), Command.of("qemu-nbd", "--format=raw",
                "--persistent", "--bind=127.0.0.1", "--port=" + port, file.toString()));
        services.add(service);
        try (DiskImage image = service.await(() -> tryOpen(Path.of("nbd://127.0.0.1:" + port)), PATIENCE)) {
            image.write(77, ByteBuffer.wrap(new byte[] {9}));
            image.flush();
            assertEquals(9, Files.readAllBytes(file)[77]);
        }
    }

    @Test
    void whereNobodyListensThatIsSaid() {
        IOException refused = assertThrows(IOException.class,
                () -> Images.open(Path.of("nbd://127.0.0.1:1/x"), Opening.toRead()));
        assertEquals("Cannot connect to nbd://127.0.0.1:1/x: Connection refused.", refused.getMessage());
    }

    @Test
    void aServerThatDiesFailsAllThatFollows() throws IOException {
        Path file = Files.write(folder.resolve("disk"), new byte[1 << 20]);
        try (NbdDevice device = new NbdDevice(serve(file, "raw"), "disk", 512, true)) {
            assertEquals(0, device.read(0, 1).get());
            services.get(0).close();
            for (int i = 0; i < 2; i++) {
                IOException failure = assertThrows(IOException.class, () -> device.read(0, 1));
                assertTrue(failure.getMessage().contains("closed the connection"), failure.getMessage());
            }
            assertThrows(IOException.class, device::flush);
        }
    }

    private static Optional<DiskImage> tryOpen(Path path) throws IOException {
        try {
            return Optional.of(Images.open(path, Opening.toWrite().withSectorSize(OptionalInt.of(512))));
        } catch (IOException e) {
            return Optional.empty(); // it does not listen yet
        }
    }

    private Connection serve(Path file, String format) throws IOException {
        Path socket = folder.resolve("socket" + services.size());
        Service service = Service.start(Programs.installed(), Command.of("qemu-nbd", "--format=" + format,
                "--socket=" + socket, "--discard=unmap", file.toString()));
        services.add(service);
        NbdAddress address = new NbdAddress(Optional.empty(), 0, Optional.of(socket), "");
        return service.await(() -> Files.exists(socket) ? tryConnect(address) : Optional.empty(), PATIENCE);
    }

    private static Optional<Connection> tryConnect(NbdAddress address) {
        try {
            return Optional.of(NbdDevice.connect(address, PATIENCE));
        } catch (IOException e) {
            return Optional.empty(); // it does not listen yet
        }
    }
}
