package org.platter.filesystem.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

/** LUKS volumes by cryptsetup, which opens none here: that takes a device mapper. */
class LuksTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    private TestPartition made(String version) throws IOException {
        TestPartition partition = TestPartition.of(folder, 32 * MIB);
        Path key = Files.writeString(folder.resolve("key"), "secret");
        partition.run("cryptsetup", "luksFormat", "-q", "--type", version, "--pbkdf", "pbkdf2",
                "--pbkdf-force-iterations", "1000", "{window}", key.toString());
        return partition;
    }

    @ParameterizedTest
    @ValueSource(strings = {"luks1", "luks2"})
    void itsUuidAndLabelAreSetAndItsKeyStillFits(String version) throws Exception {
        FileSystemType luks = FileSystems.byId(version).orElseThrow();
        TestPartition partition = made(version);
        Content.FileSystem content = luks.probe(partition).orElseThrow();
        assertEquals(OptionalLong.of(32 * MIB), content.size());
        String uuid = luks.checkedUuid(luks.randomUuid());
        partition.run(luks.uuid(uuid));
        assertEquals(Optional.of(uuid), luks.probe(partition).orElseThrow().uuid());
        if (version.equals("luks2")) {
            String label = luks.checkedLabel("Größe der Größten, 47 Bytes ...");
            partition.run(luks.label(label));
            assertEquals(Optional.of(label), luks.probe(partition).orElseThrow().label());
            Blkid.agreesWith(luks.probe(partition).orElseThrow(), partition);
            partition.run(luks.label(""));
        } else {
            assertThrows(Refusal.class, () -> luks.checkedLabel("x"));
        }
        content = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals(Optional.empty(), content.label());
        assertEquals(List.of(), content.problems());
        Blkid.agreesWith(content, partition);
        partition.run("cryptsetup", "luksDump", "{window}");
        partition.run("cryptsetup", "open", "--test-passphrase", "--key-file",
                folder.resolve("key").toString(), "{window}");
    }

    @Test
    void oneOfFixedLengthSaysSo() throws IOException {
        TestPartition partition = made("luks2");
        String text = new String(partition.read(4096, 12288).array(), StandardCharsets.UTF_8);
        ByteBuffer fixed = ByteBuffer.wrap(text.replace("\"size\":\"dynamic\"", "\"size\":\"4194304\"")
                .getBytes(StandardCharsets.UTF_8), 0, 12288);
        partition.write(4096, fixed);
        Content.FileSystem content = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals(OptionalLong.of(20 * MIB), content.size());
        assertEquals(1, content.problems().size(), "the sum is another one now");
    }

    @Test
    void damageIsSaidAndNeverHangsOrBreaksTheReader() throws IOException {
        TestPartition partition = made("luks2");
        assertEquals(List.of(), ((Content.FileSystem) FileSystems.probe(partition)).problems());
        Fuzz.survives(partition, ByteRange.of(0, 512), 100, 1);
        Fuzz.survives(partition, ByteRange.of(4096, 1024), 100, 2);
        byte old = partition.read(5000, 1).get();
        partition.write(5000, ByteBuffer.wrap(new byte[] {(byte) (old + 1)}));
        assertEquals(1, ((Content.FileSystem) FileSystems.probe(partition)).problems().size());
    }
}
