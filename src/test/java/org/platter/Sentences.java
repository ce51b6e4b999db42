package org.platter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts of the product as they stand in its source: what is computed between two texts is an ellipsis.
 */
public final class Sentences {

    /** Stands for what is only known when Platter runs. */
    public static final String COMPUTED = "\u2026";

    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));
    private static final Path BUNDLES = Path.of("src/main/resources/org/platter");
    private static final Path JAVA = Path.of("src/main/java/org/platter");

    /**
     * One text.
     *
     * @param place the file that it is in, from the root package on
     */
    public record Sentence(String place, String text) {
        @Override
        public String toString() {
            return place + ": " + text;
        }
    }

    private Sentences() {}

    /** Returns the texts of all classes in a package and in those below. */
    public static List<Sentence> ofPackage(String name) throws IOException {
        List<Sentence> found = new ArrayList<>();
        Path folder = ROOT.resolve(JAVA).resolve(name);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                String place = ROOT.resolve(JAVA).relativize(file).toString();
                texts(Files.readString(file)).forEach(text -> found.add(new Sentence(place, text)));
            }
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve(BUNDLES).resolve(name))) {
            for (Path file : files.filter(path -> path.endsWith("sentences.properties")).sorted().toList()) {
                found.addAll(ofBundle(file));
            }
        } catch (NoSuchFileException e) {
            return found; // the package has no resources
        }
        return found;
    }

    /** Returns the texts in one file of Java. */
    public static List<Sentence> of(Path file) throws IOException {
        return texts(Files.readString(ROOT.resolve(file))).stream()
                .map(text -> new Sentence(file.getFileName().toString(), text)).toList();
    }

    /** Returns the texts of the window. */
    public static List<Sentence> ofWindow() throws IOException {
        List<Sentence> found = new ArrayList<>();
        for (String name : List.of("texts", "dialogs")) {
            found.addAll(ofBundle(ROOT.resolve(BUNDLES).resolve("ui/" + name + ".properties")));
        }
        return found;
    }

    private static List<Sentence> ofBundle(Path file) throws IOException {
        Properties texts = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts.entrySet().stream().map(entry -> new Sentence(entry.getKey().toString(),
                entry.getValue().toString().replaceAll("\\{[0-9][^}]*\\}", COMPUTED))).toList();
    }

    /** Returns the lines of the README and of the documents; the place is the path from the top level. */
    public static List<Sentence> ofDocuments() throws IOException {
        List<Sentence> found = new ArrayList<>();
        for (Path document : documents()) {
            for (String line : Files.readAllLines(document)) {
                found.add(new Sentence(ROOT.relativize(document).toString(), line));
            }
        }
        return found;
    }

    /** Returns the README and the documents. */
    public static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/site/markdown"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")),
                    files.filter(file -> file.toString().endsWith(".md")).sorted()).toList();
        }
    }

    private static List<String> texts(String source) {
        Matcher token = Pattern.compile("/\\*(?s:.*?)\\*/|//[^\\n]*|'(?:[^'\\\\\\n]|\\\\.)+'"
                + "|\"((?:[^\"\\\\\\n]|\\\\.)*)\"").matcher(source);
        List<String> found = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int end = -1;
        while (token.find()) {
            if (token.group(1) == null) {
                continue; // a comment or a character, which is blanked below
            }
            String between = end < 0 ? ";" : source.substring(end, token.start())
                    .replaceAll("/\\*(?s:.*?)\\*/|//[^\\n]*", "").strip();
            if (between.startsWith("+") && between.endsWith("+") && isOneValue(between)) {
                text.append(between.equals("+") ? "" : COMPUTED);
            } else {
                text.append(between.startsWith("+") ? COMPUTED : "");
                found.add(text.toString());
                text.setLength(0);
                text.append(between.endsWith("+") ? COMPUTED : "");
            }
            text.append(token.group(1).replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\"));
            end = token.end();
        }
        found.add(text.toString());
        return found.stream().filter(one -> !one.isBlank()).collect(Collectors.toList());
    }

    /**
     * Whether what lies between two texts is part of one sum: its brackets are closed, and no argument ends.
     */
    private static boolean isOneValue(String between) {
        int depth = 0;
        for (int i = 0; i < between.length(); i++) {
            char c = between.charAt(i);
            depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
            if (depth < 0 || depth == 0 && (c == ',' || c == ';' || c == '?' || c == ':')) {
                return false;
            }
        }
        return depth == 0;
    }
}
