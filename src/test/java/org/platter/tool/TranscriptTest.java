package org.platter.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.platter.base.Event;

class TranscriptTest {

    private final List<Event> events = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Transcript transcript = new Transcript(events::add, clock::get);

    @Test
    void linesAreToldAsTheyEnd() {
        print("one\ntwo\r\n\nthr");
        assertEquals(List.of("one", "two", ""), lines());
        print("ee");
        transcript.end();
        assertEquals(List.of("one", "two", "", "three"), lines());
        assertEquals("one\ntwo\n\nthree\n", transcript.text());
    }

    @Test
    void whatACarriageReturnOverwritesIsProgress() {
        print("1%\r");
        print("2%\r");
        print("3%\r");
        clock.addAndGet(600_000_000L);
        print("100%\n");
        assertEquals(List.of("1%", "3%", "100%"), lines());
        assertEquals("100%\n", transcript.text());
    }

    @Test
    void backspacesTakeBackWhatTheyOverwrite() {
        print("Writing inode tables:  0/80\b\b\b\b\b 1/80\b\b\b\b\bdone                            \n");
        assertEquals("Writing inode tables: done                            \n", transcript.text());
        assertEquals(List.of("Writing inode tables:  0/80", "Writing inode tables: done"), lines());
        print("\b\b\bx\n");
        assertEquals("x", lines().get(2));
    }

    @Test
    void theProgressOfTheFileSystemCheckIsReadable() {
        print("Pass 1\n\u0001p1: |====     |  50.0%   \r\u0002");
        clock.addAndGet(600_000_000L);
        print("\u0001p1: |=========| 100.0%   \r\u0002\u0001                       \r\u0002p1: clean\n");
        transcript.end();
        assertEquals(List.of("Pass 1", "p1: |====     |  50.0%", "p1: |=========| 100.0%", "p1: clean"),
                lines());
    }

    @Test
    void coloursAndControlCharactersAreDropped() {
        print("\u001b[1;31mred\u001b[0m\ta\0b\u0007\n");
        assertEquals(List.of("red ab"), lines());
    }

    @Test
    void whatIsNoUtf8IsReplacedAndACharacterInTwoPiecesIsOne() {
        transcript.add(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3});
        transcript.add(new byte[] {(byte) 0xa4, '\n', (byte) 0xe2, (byte) 0x82});
        transcript.end();
        assertEquals(List.of("a\ufffdbä", "\ufffd"), lines());
    }

    @Test
    void aLongLineGoesOutInPieces() {
        print("x".repeat(10_000) + "\n");
        assertEquals(List.of(4096, 4096, 10_000 - 2 * 4096), lines().stream().map(String::length).toList());
        assertEquals("x".repeat(10_000) + "\n", transcript.text());
    }

    @Test
    void ofVeryManyLinesTheFirstAndTheLastAreTold() {
        for (int i = 0; i < 300_000; i++) {
            print("line " + i + "\n");
        }
        transcript.end();
        assertEquals(5100, lines().size());
        assertEquals("line 4999", lines().get(4999));
        assertEquals("line 299999", lines().get(5099));
        assertTrue(events.contains(new Event.Note("294900 lines of output are left out here.")), "no note");
        assertTrue(transcript.text().length() >= 1 << 20 && transcript.text().length() <= 2 << 20,
                transcript.text().length() + " characters kept");
        assertTrue(transcript.text().endsWith("line 299999\n"));
    }

    private void print(String text) {
        transcript.add(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return events.stream().filter(Event.Output.class::isInstance).map(event -> ((Event.Output) event)
                .line())
                .toList();
    }
}
