package org.platter.operation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/** An operation does what it was asked, to the sector where numbers are in sectors, and says the same. */
public final class AskedNumbers {

    private AskedNumbers() {}

    /** Returns what is wrong with a draft of lines, each of which became one operation; or nothing. */
    public static String wrong(Draft draft, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Layout before = draft.layouts().get(i);
            Operation operation = draft.operations().get(i);
            String said = operation.line(before);
            Optional<Partition> now = operation.subject().flatMap(draft.layouts().get(i + 1)::partition);
            if (!lines.get(i).endsWith("=mib") && now.isPresent()) {
                long sector = before.sectorSize();
                String wrong = other("start", lines.get(i), said, now.get().range().start() / sector, before)
                        + other("size", lines.get(i), said, now.get().range().length() / sector, before);
                if (!wrong.isEmpty()) {
                    return "“" + lines.get(i) + "” became “" + said + "” and " + now.get() + wrong;
                }
            }
        }
        return "";
    }

    private static String other(String key, String asked, String said, long is, Layout before) {
        Matcher wanted = Pattern.compile(" " + key + "=([0-9]+)s").matcher(asked);
        if (!wanted.find()) {
            return "";
        }
        Matcher told = Pattern.compile(" " + key + "=(\\S+)").matcher(said);
        try {
            boolean isSame = Long.parseLong(wanted.group(1)) == is && told.find()
                    && Amount.parse(told.group(1), before.sectorSize())
                            .equals(Amount.parse(wanted.group(1) + "s", before.sectorSize()));
            return isSame ? "" : ", and not" + wanted.group();
        } catch (Refusal refusal) {
            return refusal.getMessage();
        }
    }
}
