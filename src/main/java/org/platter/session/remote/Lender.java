package org.platter.session.remote;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.stage.Passphrase;
import org.platter.stage.Pasting;

/**
 * Gives an engine what a request names, with the rights of this process. An image that was opened for that
 * stays open and locked until the request has ended.
 */
final class Lender implements Closeable {

    static final String WANTED = "wanted";
    static final String GIVEN = "given";
    static final String NOT_GIVEN = "not given";

    static final String PASSPHRASE = "passphrase";
    static final String DISK = "disk";
    static final String READ = "read";
    static final String DATA = "data";

    /** The most bytes that are read at once. */
    static final int MAX_READ = 1 << 20;
    /** Ranges in an answer at most; a window with more of them counts as data from end to end. */
    private static final int MAX_RANGES = 50_000;

    private final Map<String, DiskImage> images = new HashMap<>();

    /** Returns the answer to a question of the engine's. */
    List<Object> answer(List<?> question) {
        try {
            return List.of(GIVEN, give(question));
        } catch (Refusal e) {
            return List.of(NOT_GIVEN, "refusal", e.getMessage());
        } catch (IOException e) {
            return List.of(NOT_GIVEN, "failure", String.valueOf(e.getMessage()));
        }
    }

    private Object give(List<?> question) throws IOException, Refusal {
        String name = String.valueOf(question.get(1));
        switch (String.valueOf(question.get(0))) {
            case PASSPHRASE -> {
                return Passphrase.read(name);
            }
            case DISK -> {
                DiskImage image = image(name);
                return List.of(image.size(), image.sectorSize());
            }
            case READ -> {
                byte[] bytes = new byte[Math.toIntExact((Long) question.get(3))];
                image(name).read((Long) question.get(2), ByteBuffer.wrap(bytes));
                return bytes;
            }
            case DATA -> {
                ByteRange window = new ByteRange((Long) question.get(2), (Long) question.get(3));
                RangeSet data = image(name).data(window);
                List<ByteRange> ranges = new ArrayList<>();
                (data.count() > MAX_RANGES ? RangeSet.of(window) : data).forEach(ranges::add);
                return ranges;
            }
            default -> throw new IOException("The window does not know what “" + question.get(0) + "” is.");
        }
    }

    private DiskImage image(String path) throws IOException {
        DiskImage known = images.get(path);
        if (known == null) {
            known = Pasting.open(path);
            images.put(path, known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        for (DiskImage image : images.values()) {
            image.close();
        }
    }
}
