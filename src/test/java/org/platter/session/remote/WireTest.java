package org.platter.session.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.Event;

/** What goes between the window and an engine. */
final class WireTest {

    private static final Set<Class<?>> PLAIN = Set.of(String.class, long.class, int.class, boolean.class,
            Long.class, Integer.class, Optional.class, OptionalLong.class, List.class, Set.class, Map.class,
            UUID.class, byte[].class);

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

    static Stream<Class<?>> partsOfWhatGoesOverIt() {
        return Stream.concat(Wire.TYPES.stream(), Stream.of(Event.class.getPermittedSubclasses()))
                .filter(Class::isRecord).flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(RecordComponent::getGenericType).flatMap(WireTest::plain).distinct();
    }

    /** The classes of a type and its arguments; those of a sealed one are what it can be. */
    private static Stream<Class<?>> plain(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Stream.concat(plain(generic.getRawType()),
                    Stream.of(generic.getActualTypeArguments()).flatMap(WireTest::plain));
        }
        Class<?> one = (Class<?>) type;
        return one.isSealed() ? Stream.of(one.getPermittedSubclasses()).flatMap(WireTest::plain)
                : Stream.of(one);
    }

    @ParameterizedTest
    @MethodSource("partsOfWhatGoesOverIt")
    void allPartsOfWhatGoesOverItGoOverItToo(Class<?> part) {
        assertTrue(Wire.TYPES.contains(part) || PLAIN.contains(part), part + " does not go over the wire");
    }
}
