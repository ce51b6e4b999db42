package org.platter.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.platter.layout.Content;

/** What blkid says of a partition: the reference for names, labels and UUIDs. */
public final class Blkid {

    private Blkid() {}

    public static Optional<String> value(TestPartition partition, String tag) throws IOException {
        TestPartition.Result result = partition.start(java.util.List.of("blkid", "-p", "-o", "value", "-s",
                tag, partition.path().toString()), "");
        return Optional.of(result.output().stripTrailing()).filter(text -> !text.isEmpty());
    }

    /** The name, label and UUID of the content are blkid's. */
    public static void agreesWith(Content content, TestPartition partition) throws IOException {
        assertEquals(value(partition, "TYPE"), content.type());
        assertEquals(value(partition, "LABEL"), content.label());
        assertEquals(value(partition, "UUID"), content.uuid());
    }
}
