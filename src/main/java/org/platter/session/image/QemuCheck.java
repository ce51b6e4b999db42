package org.platter.session.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.Event;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.host.Location;
import org.platter.image.nbd.QemuName;
import org.platter.image.open.ImageDescription;
import org.platter.image.open.Images;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/** Checks an image by {@code qemu-img check}, which is told what the image is and opens no other than it. */
final class QemuCheck {

    /** Formats that it has no check for. */
    private static final Set<String> HEADERS_ONLY = Set.of("vpc", "qcow");
    static final Set<String> REPAIRS = Set.of("qed", "vhdx", "parallels");
    private static final int FINDINGS = 100;
    private static final Pattern OBJECT = Pattern.compile("^\\{$.*?^\\}$",
            Pattern.MULTILINE | Pattern.DOTALL);

    private QemuCheck() {}

    static CheckFacts check(ImageDescription image, Location location, ImageOptions options, Repair repair,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        boolean repairs = repair != Repair.NONE;
        if (repairs && !REPAIRS.contains(image.format())) {
            throw new Refusal("Nothing can repair " + image.format() + " images; convert this one to another "
                    + "format while it can be read.");
        }
        if (HEADERS_ONLY.contains(image.format()) || !image.problems().isEmpty() && !repairs) {
            return Checking.ofHeaders(image);
        }
        requireFree(location, repairs);
        boolean isPutRight = repair == Repair.ALL && Images.repairHeaders(location, image.format());
        List<String> words = new ArrayList<>(List.of("check", "--output=json"));
        if (repairs) {
            words.addAll(List.of("-r", repair == Repair.ALL ? "all" : "leaks"));
        }
        String output;
        try (QemuName name = Images.nameForQemu(location,
                options.withFormat(Optional.of(image.format())).opening(repairs))) {
            words.add(name.text());
            output = new ProgramRunner(Programs.installed()).run(
                    Command.of("qemu-img", words.toArray(String[]::new)).confinedTo(name.files())
                            .accepting(2, "damaged")
                            .accepting(3, "leaked clusters"),
                    events, cancelled).output();
        }
        if (repairs) { // there are faults that QEMU neither sees nor mends
            ImageDescription mended = Images.describe(location,
                    options.withFormat(Optional.of(image.format())).opening(false).alone()).get(0);
            if (!mended.problems().isEmpty()) {
                return Checking.ofHeaders(mended);
            }
        }
        List<String> findings = output.lines()
                .filter(line -> line.startsWith("ERROR") || line.startsWith("Leaked")
                        || line.startsWith("WARN"))
                .limit(FINDINGS).toList();
        Map<String, Object> told = told(output);
        return new CheckFacts(image.format(), number(told, "leaks").orElse(0),
                number(told, "corruptions").orElse(0) + number(told, "check-errors").orElse(0), findings,
                number(told, "allocated-clusters"), number(told, "total-clusters"),
                number(told, "image-end-offset"), number(told, "leaks-fixed").orElse(0),
                number(told, "corruptions-fixed").orElse(0) + (isPutRight ? 1 : 0));
    }

    /** QEMU takes the same locks; asked before, it can be said in a sentence. */
    private static void requireFree(Location location, boolean exclusive) throws IOException, Refusal {
        try (HostFile file = HostFile.open(location, Access.READ)) {
            if (file.tryLock(exclusive).isEmpty()) {
                throw new Refusal(location.path() + " is in use by another program, a virtual machine "
                        + "or another Platter; close it there first.");
            }
        }
    }

    /** Returns the object of which each brace stands alone in its line, among lines of what was found. */
    private static Map<String, Object> told(String output) throws IOException {
        Matcher object = OBJECT.matcher(output);
        return object.find() ? Json.read(object.group()) : Map.of();
    }

    private static OptionalLong number(Map<String, Object> told, String key) {
        return told.get(key) instanceof Number number ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }
}
