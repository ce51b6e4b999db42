package org.platter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What of the disk may be destroyed although it looks like something, as an option of a command. */
final class Overwriting {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    @Option(names = "--overwrite", paramLabel = "START-END",
            description = "Allows the bytes from START up to END of the disk to be destroyed, although what "
                    + "lies there looks like something: a boot loader, a RAID superblock. The plan tells "
                    + "these ranges. May be given several times.")
    private List<String> ranges = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns options that say so, too. */
    ImageOptions in(ImageOptions options) {
        List<ByteRange> allowed = new ArrayList<>();
        for (String text : ranges) {
            Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) >= Long.parseLong(matcher.group(2))) {
                throw new ParameterException(spec.commandLine(), "“" + text + "” is no range of bytes; write "
                        + "where it starts and where it ends, as in 512-32256.");
            }
            allowed.add(new ByteRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
        }
        return options.withOverwritten(RangeSet.of(allowed));
    }
}
