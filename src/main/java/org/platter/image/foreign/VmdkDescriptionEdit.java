package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.block.StoredFile;

/**
 * Another size in the description of a VMDK, sector by sector: each sector is a description's with the old
 * numbers and with the new ones. A longer number takes its room from the zeros behind the text, or from a
 * comment, within its sector.
 */
final class VmdkDescriptionEdit {

    private static final int SECTOR = Growth.SECTOR;
    private static final Pattern EXTENT = Pattern.compile("(?m)^[ \t]*RW +(\\d+) +SPARSE ");
    private static final Pattern COMMENT = Pattern.compile("(?m)(?<=\n)#(?!DDB)[^\r\n]*");

    private final byte[] old;
    private final byte[] changed;

    private VmdkDescriptionEdit(byte[] old) {
        this.old = old;
        this.changed = old.clone();
    }

    /**
     * Returns the edit; nothing where a number that changes has no room.
     *
     * @param description all the sectors that it has
     */
    static Optional<VmdkDescriptionEdit> of(byte[] description, long newSize) {
        VmdkDescriptionEdit edit = new VmdkDescriptionEdit(description);
        Matcher extent = EXTENT.matcher(edit.text());
        if (!extent.find()) {
            return Optional.empty();
        }
        long oldSectors = Long.parseLong(extent.group(1));
        long newSectors = newSize / SECTOR;
        boolean isPossible = edit.tryPut(extent.start(1), extent.end(1), newSectors);
        Optional<Matcher> cylinders = edit.geometry("cylinders");
        long track = edit.geometry("heads").map(found -> Long.parseLong(found.group(1))).orElse(0L)
                * edit.geometry("sectors").map(found -> Long.parseLong(found.group(1))).orElse(0L);
        if (isPossible && cylinders.isPresent() && track > 0
                && Long.parseLong(cylinders.get().group(1)) == oldSectors / track) {
            isPossible = edit.tryPut(cylinders.get().start(1), cylinders.get().end(1), newSectors / track);
        }
        return isPossible ? Optional.of(edit) : Optional.empty();
    }

    private String text() {
        return new String(changed, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
    }

    private Optional<Matcher> geometry(String name) {
        return Optional.of(Pattern.compile("(?m)^[ \t]*ddb\\.geometry\\." + name
                + "[ \t]*=[ \t]*\"?(\\d{1,12})\\b").matcher(text())).filter(Matcher::find);
    }

    /** Puts a number in the place of another one, the rest of its sector making room. */
    private boolean tryPut(int start, int end, long number) {
        byte[] digits = Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
        int more = digits.length - (end - start);
        int sectorEnd = (start / SECTOR + 1) * SECTOR;
        if (end > sectorEnd || more < 0) {
            return false;
        }
        String text = text();
        if (text.length() + more < sectorEnd) { // a zero stays behind it
            move(end, text.length(), more);
            changed[text.length() + more] = 0;
            System.arraycopy(digits, 0, changed, start, digits.length);
            return true;
        }
        Matcher comment = COMMENT.matcher(text);
        while (more > 0 && comment.find()) {
            boolean isInside = comment.start() / SECTOR == start / SECTOR && comment.end() < sectorEnd;
            if (isInside && comment.end() - comment.start() > more) {
                int from = comment.end();
                boolean isBefore = from <= start;
                move(isBefore ? from : end, isBefore ? start : from - more, isBefore ? -more : more);
                System.arraycopy(digits, 0, changed, isBefore ? start - more : start, digits.length);
                return true;
            }
        }
        System.arraycopy(digits, 0, changed, start, more == 0 ? digits.length : 0);
        return more == 0;
    }

    private void move(int start, int end, int by) {
        System.arraycopy(changed, start, changed, start + by, end - start);
    }

    /** Writes the sectors that change, each alone. */
    void run(StoredFile file) throws IOException {
        for (int at = 0; at < changed.length; at += SECTOR) {
            ByteBuffer sector = ByteBuffer.wrap(changed, at, SECTOR);
            if (!sector.equals(ByteBuffer.wrap(old, at, SECTOR))) {
                Growth.state(file, VmdkSparse.DESCRIPTION + at, sector);
            }
        }
    }
}
