package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.Sentences.COMPUTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.Sentences;
import org.platter.Sentences.Sentence;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.operation.Disks;
import org.platter.operation.Script;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/**
 * Every command, option, operation, menu and package that a sentence of the product, its help or the documents
 * name is there, and is written so that it is understood.
 */
class NamedInSentencesTest {

    /** In quotes, in the documents' way to quote, or alone on its line, as an example. */
    private static final Pattern COMMAND = Pattern.compile("[“`](platter [^”`]*)[”`]|^ *(platter [^#;“”`]*)");
    private static final Pattern UNQUOTED = Pattern.compile("(?<![“`\\w/.-])platter [a-z-]+");
    private static final Pattern OPERATION = Pattern.compile("“([a-z]+ [^”]*=[^”]*)”|\\((" + verbs()
            + "( [0-9" + COMPUTED + "]+)? \\w+=[^,;)]*)[,;)]");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern MENU = Pattern.compile("([A-Z][a-z]+)(?: [>\u203a] |, )([A-Z][a-z ]+)");
    private static final Pattern OTHER_PROGRAM = Pattern
            .compile("“(?!platter)[\\w.-]+ [^”]*”|sfdisk --move-data|"
                    + "sfdisk --dump|--build-fs|nilfs-resize .*");
    /** Names of threads, of files and of jobs in the log, not of commands. */
    private static final Set<String> NAMES = Set.of("platter state", "platter consent", "platter job",
            "platter devices", "platter ", "platter loop devices", "platter change 1", "platter " + COMPUTED);

    private static String verbs() {
        return "(?:disk|table|convert|create|move|resize|copy|paste|format|check|label|uuid|name|type|flag)";
    }

    private static List<Sentence> sentences() throws IOException {
        List<Sentence> all = new ArrayList<>(Sentences.ofPackage(""));
        all.addAll(Sentences.ofWindow());
        all.addAll(Sentences.ofDocuments());
        return all;
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Sentence sentence : sentences()) {
            Matcher command = COMMAND.matcher(sentence.text());
            while (command.find() && !NAMES.contains(sentence.text())) {
                count++;
                fault(Optional.ofNullable(command.group(1)).orElse(command.group(2)))
                        .ifPresent(why -> wrong.add(sentence + "\n  " + why));
            }
            String others = COMMAND.matcher(sentence.text()).replaceAll("");
            if (!sentence.place().endsWith(".md") && UNQUOTED.matcher(others).find()) {
                wrong.add(sentence + "\n  names a command outside of quotes");
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(count > 120, "of " + count);
    }

    /** Returns what is wrong with a command as a sentence names it, which may leave out images and files. */
    private static Optional<String> fault(String written) {
        List<String> words = words(written);
        String first = words.size() > 1 ? words.get(1) : "";
        if (words.stream().anyMatch(word -> word.contains("|") || word.matches("\\[.*|COMMAND"))) {
            return synopsisFault(words);
        }
        if (!first.startsWith("-") && !Commands.isKnown(first)) {
            return Optional.of("there is no command " + first);
        }
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
        CommandLine line = Commands.of(new Main(images -> {}), arguments)
                .setCaseInsensitiveEnumValuesAllowed(true);
        try {
            line.parseArgs(arguments);
        } catch (MissingParameterException e) {
            boolean isShort = e.getMissing().stream().allMatch(CommandLine.Model.ArgSpec::isPositional);
            return isShort ? fault(written + " IMAGE") // the user adds the image
                    : words.stream().noneMatch(word -> word.startsWith("-")) ? Optional.empty()
                    : Optional.of(e.getMessage());
        } catch (ParameterException e) {
            if (e.getMessage().contains("'-2GiB'")) {
                return Optional.empty(); // which Main writes with another minus
            }
            return Optional.of(e.getMessage());
        }
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals("-e")) {
                Optional<String> fault = operationFault(arguments[i + 1]);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> synopsisFault(List<String> words) {
        String[] all = words.get(1).equals("image") ? new String[] {"image", ""} : new String[0];
        CommandLine line = Commands.of(new Main(images -> {}), all);
        for (String word : words.subList(1, words.size())) {
            if (!word.matches("[a-z|]+")) {
                break;
            }
            for (String name : word.split("\\|")) {
                boolean isArgument = line.getCommandSpec().positionalParameters().size() > 1
                        && line.getCommandSpec().positionalParameters().get(0).description()[0]
                                .contains(name);
                if (!line.getSubcommands().containsKey(name) && !isArgument) {
                    return Optional.of("there is no command " + name);
                }
            }
            line = line.getSubcommands().getOrDefault(word, line);
        }
        return Optional.empty();
    }

    /** Parts a command line as a shell does. */
    private static List<String> words(String written) {
        Matcher word = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+").matcher(written);
        List<String> words = new ArrayList<>();
        while (word.find() && !word.group().equals("\\")) {
            String plain = word.group().replaceAll("['\"]", "");
            words.add(plain.equals(COMPUTED) || plain.equals("PARTITION") ? "1" : plain);
            if (written.startsWith("   ", word.end())) {
                break; // what it does follows
            }
        }
        return words;
    }

    @Test
    void everyOperationIsUnderstood() throws IOException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Sentence sentence : sentences()) {
            Matcher operation = OPERATION.matcher(sentence.text());
            while (operation.find()) {
                String line = operation.group(1) != null ? operation.group(1) : operation.group(2);
                count++;
                operationFault(line).ifPresent(why -> wrong.add(sentence + "\n  " + why));
            }
        }
        for (String line : script()) {
            count++;
            operationFault(line).ifPresent(why -> wrong.add("documents: " + line + "\n  " + why));
        }
        assertEquals(List.of(), wrong);
        assertTrue(count >= 30, "of " + count);
    }

    /** Returns the operations of the documents' longest script, those that share a line parted. */
    private static List<String> script() throws IOException {
        String all = Sentences.ofDocuments().stream().map(Sentence::text).collect(Collectors.joining("\n"));
        Matcher block = Pattern.compile("(?s)```\n(disk size=.*?)```").matcher(all);
        assertTrue(block.find());
        return block.group(1).lines().flatMap(line -> Stream.of(line.replaceAll("#.*", "").split(" {3,}")))
                .map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static Optional<String> operationFault(String line) {
        Disks disk = Disks.gpt("20GiB");
        for (int i = 0; i < 8; i++) {
            disk.primary(2048 + i * 204800L, 204800, Disks.ext4("p" + i, 1 << 20));
        }
        Layout layout = disk.layout();
        try {
            Script.parse(line.replaceAll("(?<=^[a-z]{1,9} |partition=)" + COMPUTED, "1")
                    .replaceAll("=[A-Z]+$", "=random").replace("size=" + COMPUTED, "size=1GiB")
                    .replace(COMPUTED, "x"), layout);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.getMessage());
        }
    }

    @Test
    void everyOptionIsThere() throws IOException {
        Set<String> known = new TreeSet<>();
        options(Commands.of(new Main(images -> {}), new String[] {"image"}), known);
        options(Commands.of(new Main(images -> {}), new String[0]), known);
        List<String> wrong = new ArrayList<>();
        for (Sentence sentence : sentences()) {
            String text = OTHER_PROGRAM.matcher(sentence.text()).replaceAll("");
            Matcher option = OPTION.matcher(text);
            while (option.find() && text.matches(".*[A-Za-z]{2,}[ ;,].*")) {
                if (!known.contains(option.group())) {
                    wrong.add(sentence.toString());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static void options(CommandLine line, Set<String> known) {
        line.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        line.getSubcommands().values().forEach(below -> options(below, known));
    }

    /** “Partition > Read as”, “Disk, New partition table” and the like lead through the menus of the window. */
    @Test
    void everyMenuIsThere() throws IOException {
        List<Sentence> texts = Sentences.ofWindow();
        Set<String> menus = texts.stream().filter(one -> one.place().startsWith("menu."))
                .map(one -> one.text().replace("_", "")).collect(Collectors.toSet());
        Set<String> items = texts.stream().filter(one -> one.place().matches("(action|menu)\\..*"))
                .map(one -> one.text().replace("_", "").replace(COMPUTED, "")).collect(Collectors.toSet());
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Sentence sentence : sentences()) {
            Matcher menu = MENU.matcher(sentence.text());
            while (menu.find()) {
                String item = menu.group(2).strip();
                if (menus.contains(menu.group(1))) {
                    count++;
                    if (items.stream().noneMatch(item::startsWith)) {
                        wrong.add(sentence.toString());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(count > 3, "of " + count);
    }

    @Test
    void everyPackageIsOneThatPlatterKnows() throws IOException {
        Path root = Path.of(System.getProperty("basedir", "."));
        String known = Files.readString(root.resolve("packaging/packages"))
                + Files.readString(root.resolve("src/main/java/org/platter/tool/Programs.java")) + "=udisks2";
        List<String> wrong = new ArrayList<>();
        for (Sentence sentence : sentences()) {
            Matcher named = Pattern.compile("the package ([a-z0-9.+-]*[a-z0-9])").matcher(sentence.text());
            while (named.find()) {
                if (!Pattern.compile("[=|\"]" + Pattern.quote(named.group(1)) + "\\b").matcher(known)
                        .find()) {
                    wrong.add(sentence.toString());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** {@code packaging/test-long} starts the guests; what it does to them is all that can be done. */
    @Test
    void everyOperationIsTriedOnEveryGuest() {
        Refusal verbs = assertThrows(Refusal.class, () -> Script.parse("nothing",
                Disks.gpt("1GiB").layout()));
        Matcher words = Pattern.compile("one of ([a-z, ]+)\\.").matcher(verbs.getMessage());
        assertTrue(words.find(), verbs.getMessage());
        for (Guest guest : Guest.values()) {
            Set<String> tried = GuestCampaign.drafts(guest).stream()
                    .flatMap(draft -> Stream.of(draft.split("; ")))
                    .map(line -> line.split(" ")[0]).collect(Collectors.toSet());
            assertEquals(List.of(),
                    Stream.of(words.group(1).split(", ")).filter(verb -> !tried.contains(verb))
                            .toList(),
                    guest::toString);
        }
    }
}
