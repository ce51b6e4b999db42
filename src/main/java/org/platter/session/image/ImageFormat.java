package org.platter.session.image;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.platter.base.Refusal;

/**
 * What can be done with images of a format.
 *
 * @param name QEMU's
 * @param title what people call it
 * @param isNative whether Platter reads and writes it itself; QEMU's programs serve the others
 * @param isWritable whether the disk in it can be changed
 * @param isCreatable whether new ones can be made
 * @param isResizable whether the disk can be made larger and smaller
 * @param hasSnapshots whether it keeps internal snapshots
 * @param isCheckable whether its structures can be checked
 * @param hasBacking whether a new one can be based on another image
 * @param options that new ones can have
 */
public record ImageFormat(String name, String title, boolean isNative, boolean isWritable,
        boolean isCreatable, boolean isResizable, boolean hasSnapshots, boolean isCheckable,
        boolean hasBacking, List<FormatOption> options) {

    public ImageFormat {
        options = List.copyOf(options);
    }

    /**
     * @throws Refusal if there is no such option, or it cannot have that value; names those that there are
     */
    public void check(Map<String, String> settings) throws Refusal {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            FormatOption option = options.stream().filter(known -> known.name().equals(setting.getKey()))
                    .findFirst().orElseThrow(() -> new Refusal("There is no option “" + setting.getKey()
                            + "” for " + name + " images; " + (options.isEmpty() ? "they have none."
                                    : "there are: " + options.stream().map(FormatOption::name)
                                            .collect(Collectors.joining(", ")) + ".")));
            if (!option.values().isEmpty() && !option.values().contains(setting.getValue())) {
                throw new Refusal("The option " + option.name() + " cannot be “" + setting.getValue()
                        + "”; it is one of: " + String.join(", ", option.values()) + ".");
            }
        }
    }
}
