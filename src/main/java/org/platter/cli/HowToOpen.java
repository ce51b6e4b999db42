package org.platter.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.platter.layout.Choices;
import org.platter.layout.TableType;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.ImageOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How an image is to be opened, as options of a command. */
final class HowToOpen {

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT",
            description = "The format of the image: raw, qcow2, vmdk ... Without it the content tells.")
    private String format;

    @Option(names = "--allow", paramLabel = "FILE",
            description = "A file outside of the image's folder that it names and that may be opened: a "
                    + "backing file, an extent, a data file. May be given several times.")
    private List<Path> allowed = List.of();

    @Option(names = "--passphrase-file", paramLabel = "FILE",
            description = "The first line of this file is the passphrase of an encrypted image; - is the "
                    + "standard input.")
    private String passphraseFile;

    @Option(names = "--sector-size", paramLabel = "BYTES",
            description = "Bytes of a logical sector, 512 or 4096. Without it the content tells.")
    private Integer sectorSize;

    @Option(names = "--content", paramLabel = "N=TYPE",
            description = "What counts in partition N, where structures of several kinds are in it: "
                    + "1=ext4. May be given several times.")
    private Map<Integer, String> contents = Map.of();

    @Option(names = "--table", paramLabel = "KIND",
            description = "Which table counts where the disk can be read in several ways: msdos, gpt or "
                    + "none.")
    private String table;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns what the options say. */
    ImageOptions options() throws IOException {
        return of(allowed, sectorSize, spec).withPassphrase(passphrase())
                .withChoices(new Choices(Optional.ofNullable(table).map(word -> table(word, spec)), contents))
                .withFormat(Optional.ofNullable(format).map(name -> format(name, spec)));
    }

    /** Returns what some options say. */
    static ImageOptions of(List<Path> allowed, Integer sectorSize, CommandSpec spec) {
        if (sectorSize != null && sectorSize != 512 && sectorSize != 4096) {
            throw new ParameterException(spec.commandLine(), "Sectors have 512 or 4096 bytes, not "
                    + sectorSize + ".");
        }
        return new ImageOptions(Optional.empty(),
                sectorSize == null ? OptionalInt.empty() : OptionalInt.of(sectorSize), Set.copyOf(allowed),
                Optional.empty(), ImageOptions.usual().cache());
    }

    private static TableType table(String word, CommandSpec spec) {
        return switch (word) {
            case "msdos", "dos" -> TableType.DOS;
            case "gpt" -> TableType.GPT;
            case "none" -> TableType.NONE;
            default -> throw new ParameterException(spec.commandLine(), "A table is msdos, gpt or none, not “"
                    + word + "”.");
        };
    }

    /** Returns QEMU's name of the format that somebody named. */
    static String format(String name, CommandSpec spec) {
        return ImageFormats.find(name).map(ImageFormat::name)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "There is no format “" + name
                        + "”; there are: " + ImageFormats.all().stream().map(ImageFormat::name)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private Optional<String> passphrase() throws IOException {
        if (passphraseFile == null) {
            return Optional.empty();
        }
        try (BufferedReader reader = passphraseFile.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(passphraseFile))) {
            String line = reader.readLine();
            if (line == null || line.isEmpty()) {
                throw new IOException("There is no passphrase in the first line of " + passphraseFile + ".");
            }
            return Optional.of(line);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no file " + passphraseFile + " to read a passphrase from.", e);
        } catch (AccessDeniedException e) {
            throw new IOException("You have no permission to read " + passphraseFile + ".", e);
        }
    }
}
