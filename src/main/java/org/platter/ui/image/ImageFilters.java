package org.platter.ui.image;

import java.util.List;
import java.util.stream.Stream;
import javafx.stage.FileChooser.ExtensionFilter;
import org.platter.ui.Texts;

/** What file choosers show of images: all of them, or those of one format. */
public final class ImageFilters {

    private record Kind(String text, List<String> patterns) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("choose.raw", List.of("*.img", "*.raw", "*.iso", "*.bin", "*.dd")),
            new Kind("choose.qemu", List.of("*.qcow2", "*.qcow", "*.qed")),
            new Kind("choose.vdi", List.of("*.vdi")),
            new Kind("choose.vmdk", List.of("*.vmdk")),
            new Kind("choose.vhd", List.of("*.vhd", "*.vpc", "*.vhdx", "*.avhdx")),
            new Kind("choose.other", List.of("*.hdd", "*.hds", "*.parallels", "*.bochs", "*.cloop",
                    "*.dmg")));

    private ImageFilters() {}

    /** Returns the filters, all files first: many an image has no ending. */
    public static List<ExtensionFilter> all() {
        List<String> every = KINDS.stream().flatMap(kind -> kind.patterns().stream()).toList();
        return Stream.concat(
                Stream.of(new ExtensionFilter(Texts.get("choose.all"), "*"),
                        new ExtensionFilter(Texts.get("choose.every"), every)),
                KINDS.stream().map(kind -> new ExtensionFilter(Texts.get(kind.text()), kind.patterns())))
                .toList();
    }
}
