package org.platter.ui.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.session.image.FormatOption;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.ui.Texts;

/** An image that is to be made: where, in which format, with which options of that. */
final class TargetModel {

    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("raw", "raw"), Map.entry("qcow2", "qcow2"), Map.entry("qcow", "qcow"),
            Map.entry("qed", "qed"), Map.entry("vdi", "vdi"), Map.entry("vmdk", "vmdk"),
            Map.entry("vpc", "vhd"), Map.entry("vhdx", "vhdx"), Map.entry("parallels", "hdd"));

    private final FileChoice file = new FileChoice();
    private final ObjectProperty<ImageFormat> format = new SimpleObjectProperty<>();
    private final Map<String, StringProperty> options = new LinkedHashMap<>();
    private final BooleanProperty replace = new SimpleBooleanProperty();

    TargetModel(String usualFormat) {
        format.set(ImageFormats.find(usualFormat).orElseThrow());
        file.textProperty().addListener((property, before, now) -> {
            replace.set(false); // it was said of another file
            formatOfName(now).filter(named -> !named.equals(format.get())).ifPresent(format::set);
        });
        format.addListener((property, before, now) -> rename());
    }

    /** The formats of which new images can be made, those most used first. */
    static List<ImageFormat> formats() {
        return ImageFormats.all().stream().filter(ImageFormat::isCreatable).toList();
    }

    FileChoice file() {
        return file;
    }

    ObjectProperty<ImageFormat> formatProperty() {
        return format;
    }

    /** Whether a file that is there already may be replaced. */
    BooleanProperty replaceProperty() {
        return replace;
    }

    /** What is set of an option of the format; empty for the usual. */
    StringProperty optionProperty(FormatOption option) {
        return options.computeIfAbsent(format.get().name() + "." + option.name(),
                name -> new SimpleStringProperty(""));
    }

    /** The options of the format that are not left at the usual. */
    Map<String, String> chosenOptions() {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (FormatOption option : format.get().options()) {
            String value = optionProperty(option).get().strip();
            if (!value.isEmpty() && !value.equals(option.usual())) {
                chosen.put(option.name(), value);
            }
        }
        return chosen;
    }

    /** What {@link #problem} depends on, but for the options. */
    Observable[] observed(Observable... more) {
        List<Observable> all = new ArrayList<>(List.of(file.textProperty(), format, replace));
        all.addAll(List.of(more));
        return all.toArray(Observable[]::new);
    }

    /** Returns why it cannot be made, in a sentence; empty where it can. */
    String problem() {
        return file.problemOfNew(Texts.get("image.where"), replace.get());
    }

    private static Optional<ImageFormat> formatOfName(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return formats().stream().filter(known -> lower.endsWith("." + EXTENSIONS.get(known.name())))
                .findFirst().or(() -> ImageFormats.find("raw").filter(raw -> lower.matches(".*\\.(img|dd)")));
    }

    /** Another format has another ending; an ending that Platter does not know stays. */
    private void rename() {
        String name = file.textProperty().get().strip();
        Optional<ImageFormat> named = formatOfName(name);
        if (named.isPresent() && !named.get().equals(format.get())) {
            file.textProperty().set(name.substring(0, name.lastIndexOf('.') + 1)
                    + EXTENSIONS.get(format.get().name()));
        }
    }
}
