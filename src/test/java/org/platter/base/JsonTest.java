package org.platter.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class JsonTest {

    @Test
    void whatIsNestedIsIndentedByTwoSpaces() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", "disk.raw");
        all.put("size", 1L << 40);
        all.put("nothing", List.of());
        all.put("none", Map.of());
        all.put("partitions", List.of(Map.of("number", 1), 2, "3", true));
        assertEquals("""
                {
                  "name": "disk.raw",
                  "size": 1099511627776,
                  "nothing": [],
                  "none": {},
                  "partitions": [
                    {
                      "number": 1
                    },
                    2,
                    "3",
                    true
                  ]
                }""", Json.write(all));
    }

    @Test
    void anEmptyOptionalLeavesItsKeyOut() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("a", Optional.empty());
        all.put("b", OptionalLong.empty());
        all.put("c", Optional.of("text"));
        all.put("d", OptionalLong.of(-1));
        assertEquals("{\"c\":\"text\",\"d\":-1}", Json.writeCompact(all));
        assertEquals("{}", Json.write(Map.of("a", Optional.empty())));
    }

    @Test
    void anObjectOfTwoKeepsTheirOrder() {
        assertEquals("{\"start\":0,\"size\":1}", Json.writeCompact(Json.object("start", 0, "size", 1)));
        assertEquals("{\"size\":0,\"start\":1}", Json.writeCompact(Json.object("size", 0, "start", 1)));
    }

    @Test
    void whatATerminalWouldObeyAndSurrogatesAreWrittenByTheirNumbers() {
        assertEquals("\"\\u0000\\u0008\\u0009\\u000a\\u000d\\u001b\\u007f\\u009b\\u2028\\u202e\"",
                Json.write("\0\b\t\n\r\33\177\u009b\u2028\u202e"));
        assertEquals("\"\\ud83d\\ude00 \\ud800\"", Json.write("\ud83d\ude00 \ud800"));
        assertEquals("\"\\\\ \\\" / ä € \u00ad\"", Json.write("\\ \" / ä € \u00ad"));
        assertEquals("{\"\\u001b\\\"\":\"\"}", Json.writeCompact(Map.of("\33\"", "")));
    }

    @Test
    void nullIsWrittenWhereItIsMeant() {
        assertEquals("{\"backing\":null}", Json.writeCompact(Map.of("backing", Json.NULL)));
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Map<String, Object> all = Map.of("text", "\33\"\\\ud800", "list", List.of(1, 1L << 40, false));
        assertEquals(all, Json.read(Json.write(all)));
        assertEquals(all, Json.read(Json.writeCompact(all)));
    }

    @Test
    void whatIsNoObjectIsNotRead() {
        assertThrows(IOException.class, () -> Json.read("{\"a\": 1"));
        assertThrows(IOException.class, () -> Json.read("[1]"));
    }
}
