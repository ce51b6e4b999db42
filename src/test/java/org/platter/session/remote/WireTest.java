package org.platter.session.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes between the window and an engine. */
final class WireTest {

    @Test
    void aMessageThatIsCutOffAnywhereIsNone() throws IOException {
        List<Object> message = List.of("apply", List.of("delete 2", "resize 1 size=10GiB"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Wire(InputStream.nullInputStream(), bytes).send(message);
        for (int length = 0; length < bytes.size(); length++) {
            Wire cut = new Wire(new ByteArrayInputStream(Arrays.copyOf(bytes.toByteArray(), length)),
                    OutputStream.nullOutputStream());
            assertThrows(EOFException.class, cut::receive, "after " + length + " bytes");
        }
        assertEquals(message, new Wire(new ByteArrayInputStream(bytes.toByteArray()),
                OutputStream.nullOutputStream()).receive());
    }
}
