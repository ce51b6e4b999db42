package org.platter.session.remote;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.filesystem.Support;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Reading;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.session.Usability;
import org.platter.session.Usage;
import org.platter.session.VolumeGroup;

/**
 * Values on a pipe: texts, numbers, bytes, collections, and the records and constants of a closed list.
 * Nothing that is read can make another class come to life, and no message takes up more than some MiB.
 */
final class Wire {

    private static final int MAX_TEXT = 4 << 20;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int DEEPEST = 32;
    /** The most bytes of a whole message, each value counting as {@link #VALUE} more. */
    private static final int MAX_MESSAGE = 16 << 20;
    private static final int VALUE = 32;

    /** The order is a part of the protocol; both sides are of the same version. */
    static final List<Class<?>> TYPES = List.of(ByteRange.class, Geometry.class, Layout.class,
            Partition.class, PartitionId.class, Problem.class, Role.class, Table.class, TableType.class,
            Content.Unknown.class, Content.Unread.class, Content.Unreadable.class, Content.Extended.class,
            Content.Ambiguous.class, Content.Limits.class,
            Content.FileSystem.class, Content.Opaque.class, Review.class, Review.Step.class,
            Review.Loss.class, Interrupted.class, Event.Phase.class,
            Event.Outcome.class, Event.PhaseStarted.class, Event.StepStarted.class, Event.StepEnded.class,
            Event.CommandStarted.class, Event.Output.class, Event.CommandEnded.class, Event.Progress.class,
            Event.Note.class, Event.Condition.class, Event.Checked.class,
            Support.Yes.class, Support.MissingTool.class, Support.NeedsPrivilege.class, Support.Never.class,
            VolumeGroup.class, VolumeGroup.LogicalVolume.class,
            State.class, Usage.class, Usability.class, Choices.class, Reading.class);

    private enum Tag { TEXT, LONG, INT, BOOLEAN, OPTIONAL, OPTIONAL_LONG, LIST, SET, MAP, UUID, TYPE, BYTES }

    private final DataInputStream in;
    private final DataOutputStream out;
    /** Identities of the other process become identities of this one. */
    private final Map<PartitionId, PartitionId> known = new HashMap<>();
    /** What the message that is being read may still take up, in bytes. */
    private int left;

    Wire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /** Writes one message; may be called by several threads. */
    void send(List<Object> message) throws IOException {
        synchronized (out) {
            write(message);
            out.flush();
        }
    }

    /**
     * Waits for a message; for one thread at a time.
     *
     * @throws EOFException if the other side has ended
     */
    List<?> receive() throws IOException {
        left = MAX_MESSAGE;
        if (read(0) instanceof List<?> message && !message.isEmpty()) {
            return message;
        }
        throw new IOException("the other side does not keep to the protocol");
    }

    private void write(Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte(Tag.TEXT.ordinal());
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else if (value instanceof Long number) {
            out.writeByte(Tag.LONG.ordinal());
            out.writeLong(number);
        } else if (value instanceof Integer number) {
            out.writeByte(Tag.INT.ordinal());
            out.writeInt(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte(Tag.BOOLEAN.ordinal());
            out.writeBoolean(flag);
        } else if (value instanceof Optional<?> optional) {
            out.writeByte(Tag.OPTIONAL.ordinal());
            out.writeBoolean(optional.isPresent());
            if (optional.isPresent()) {
                write(optional.get());
            }
        } else if (value instanceof OptionalLong optional) {
            out.writeByte(Tag.OPTIONAL_LONG.ordinal());
            out.writeBoolean(optional.isPresent());
            out.writeLong(optional.orElse(0));
        } else if (value instanceof Collection<?> all) {
            out.writeByte((value instanceof Set ? Tag.SET : Tag.LIST).ordinal());
            out.writeInt(all.size());
            for (Object one : all) {
                write(one);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte(Tag.MAP.ordinal());
            out.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(entry.getKey());
                write(entry.getValue());
            }
        } else if (value instanceof UUID uuid) {
            out.writeByte(Tag.UUID.ordinal());
            out.writeLong(uuid.getMostSignificantBits());
            out.writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof byte[] bytes) {
            out.writeByte(Tag.BYTES.ordinal());
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            writeTyped(value);
        }
    }

    private void writeTyped(Object value) throws IOException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        int index = TYPES.indexOf(type);
        if (index < 0) {
            throw new IllegalArgumentException(type + " does not go over the wire");
        }
        out.writeByte(Tag.TYPE.ordinal());
        out.writeByte(index);
        if (value instanceof Enum<?> constant) {
            out.writeByte(constant.ordinal());
            return;
        }
        try {
            for (RecordComponent component : type.getRecordComponents()) {
                write(component.getAccessor().invoke(value));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object read(int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("a message is nested too deeply");
        }
        spend(VALUE);
        return switch (tag()) {
            case TEXT -> new String(bytes(), StandardCharsets.UTF_8);
            case BYTES -> bytes();
            case LONG -> in.readLong();
            case INT -> in.readInt();
            case BOOLEAN -> in.readBoolean();
            case OPTIONAL -> in.readBoolean() ? Optional.of(read(depth + 1)) : Optional.empty();
            case OPTIONAL_LONG -> {
                boolean isPresent = in.readBoolean();
                long number = in.readLong();
                yield isPresent ? OptionalLong.of(number) : OptionalLong.empty();
            }
            case LIST -> elements(new ArrayList<>(), depth);
            case SET -> elements(new LinkedHashSet<>(), depth);
            case MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int left = length(MAX_ELEMENTS); left > 0; left--) {
                    Object key = read(depth + 1);
                    map.put(key, read(depth + 1));
                }
                yield map;
            }
            case UUID -> new UUID(in.readLong(), in.readLong());
            case TYPE -> readTyped(depth);
        };
    }

    private byte[] bytes() throws IOException {
        int length = length(MAX_TEXT);
        spend(length);
        byte[] bytes = new byte[length];
        in.readFully(bytes); // a text that was cut off is no shorter wish
        return bytes;
    }

    private void spend(int bytes) throws IOException {
        if (bytes > left) {
            throw new IOException("a message of more than " + (MAX_MESSAGE >> 20) + " MiB");
        }
        left -= bytes;
    }

    private Tag tag() throws IOException {
        int ordinal = in.readUnsignedByte();
        if (ordinal >= Tag.values().length) {
            throw new IOException("unknown mark " + ordinal + " in a message");
        }
        return Tag.values()[ordinal];
    }

    private int length(int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a length of " + length + " in a message");
        }
        return length;
    }

    private Collection<Object> elements(Collection<Object> into, int depth) throws IOException {
        for (int left = length(MAX_ELEMENTS); left > 0; left--) {
            into.add(read(depth + 1));
        }
        return into;
    }

    private Object readTyped(int depth) throws IOException {
        int index = in.readUnsignedByte();
        if (index >= TYPES.size()) {
            throw new IOException("unknown type " + index + " in a message");
        }
        Class<?> type = TYPES.get(index);
        if (type.isEnum()) {
            int ordinal = in.readUnsignedByte();
            if (ordinal >= type.getEnumConstants().length) {
                throw new IOException("unknown constant " + ordinal + " in a message");
            }
            return type.getEnumConstants()[ordinal];
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read(depth + 1);
        }
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            Object made = canonical.newInstance(values);
            return made instanceof PartitionId id ? known.computeIfAbsent(id,
                    any -> PartitionId.fresh()) : made;
        } catch (InvocationTargetException | IllegalArgumentException e) {
            throw new IOException("a message holds an impossible " + type.getSimpleName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
