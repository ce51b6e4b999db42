package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.session.Shell;

/** What was encrypted is never in the clear without a word, and its structures need no passphrase. */
final class EncryptedImagesTest {

    @TempDir
    private Path work;
    private Path passphrase;

    @BeforeEach
    void writePassphrase() throws IOException {
        passphrase = Files.writeString(work.resolve("passphrase"), "geheim");
    }

    private Path encrypted(String format, String method) {
        Path image = work.resolve("disk." + format);
        Shell.run("qemu-img", "create", "-q", "--object", "secret,id=s,data=geheim", "-f", format, "-o",
                "encrypt.format=" + method + ",encrypt.key-secret=s" + (method.equals("luks")
                        ? ",encrypt.iter-time=10" : ""),
                image.toString(), "8M");
        return image;
    }

    private static void write(Path image, String command) {
        Shell.run("qemu-io", "--object", "secret,id=s,data=geheim", "--image-opts",
                "driver=qcow2,encrypt.key-secret=s,file.filename=" + image, "-c", command);
    }

    @ParameterizedTest
    @CsvSource({"qcow, aes", "qcow2, aes", "qcow2, luks"})
    void noOtherSizeTakesTheEncryptionAway(String format, String method) throws IOException {
        Path image = encrypted(format, method);
        boolean hasBitmap = format.equals("qcow2");
        if (hasBitmap) {
            Shell.run("qemu-img", "bitmap", "--add", "--object", "secret,id=s,data=geheim", "--image-opts",
                    "driver=qcow2,encrypt.key-secret=s,file.filename=" + image, "nightly");
        }
        byte[] before = Files.readAllBytes(image);
        Cli.refused(3, "encrypted", "resize", "--passphrase-file", passphrase, image, "16MiB");
        Cli.refused(3, "encrypted", "sparsify", "--passphrase-file", passphrase, "--into",
                work.resolve("new"), image);
        assertArrayEquals(before, Files.readAllBytes(image));
        Path plain = work.resolve("plain.raw");
        Cli.Outcome copied = Cli.attempt("convert", "--passphrase-file", passphrase, image, plain);
        assertEquals(0, copied.status(), copied.err());
        assertTrue((copied.out() + copied.err()).contains("is encrypted, and " + plain + " is not"),
                copied.out() + copied.err());
        assertEquals(hasBitmap, copied.err().contains("The bitmaps of " + image + " are not copied, since it "
                + "is encrypted."), copied.err());
    }

    @ParameterizedTest
    @CsvSource({"aes", "luks"})
    void structuresAndSnapshotsNeedNoPassphrase(String method) {
        Path image = encrypted("qcow2", method);
        write(image, "write -P 7 0 3M");
        assertTrue(Cli.image("check", image).contains("is good"));
        Cli.image("snapshot", "-c", "first", image);
        write(image, "write -P 8 1M 3M");
        Cli.image("snapshot", "-a", "first", image);
        assertTrue(Cli.image("snapshot", image).contains("first"));
        write(image, "read -P 7 0 3M");
        Cli.image("snapshot", "-d", "first", image);
        assertTrue(Cli.image("check", image).contains("is good"));
        write(image, "read -P 7 0 3M");
        Cli.refused(1, "passphrase", "map", image);
    }

    @Test
    void aCompressedClusterOfGarbageIsDamageToAllWhoReadIt() throws IOException {
        Path image = work.resolve("disk.qcow2");
        Path raw = Files.write(work.resolve("data.raw"), "all work ".repeat(60_000).getBytes());
        Shell.run("qemu-img", "convert", "-c", "-O", "qcow2", "-o", "compression_type=zstd", raw.toString(),
                image.toString());
        byte[] bytes = Files.readAllBytes(image);
        int frame = 0;
        while (bytes[frame] != 0x28 || bytes[frame + 1] != (byte) 0xb5 || bytes[frame + 2] != 0x2f) {
            frame++;
        }
        bytes[frame] = 0x11;
        Files.write(image, bytes);
        Cli.refused(1, "does not unpack", "convert", image, work.resolve("whole.raw"));
        Cli.Outcome saved = Cli.attempt("convert", "--salvage", image, work.resolve("rest.raw"));
        assertTrue((saved.out() + saved.err()).contains("0x0, 65536 bytes"), saved.out() + saved.err());
    }

    @Test
    void aSizeThatNoDiskHasIsRefused() {
        Cli.refused(3, "more than any disk", "create", work.resolve("s.raw"), Long.MAX_VALUE);
        Cli.refused(3, "more than any disk", "create", work.resolve("s.qcow2"), Long.MAX_VALUE);
        Path image = work.resolve("disk.raw");
        Cli.image("create", image, "8MiB");
        Cli.refused(3, "more than any disk", "resize", image, Long.MAX_VALUE);
    }
}
