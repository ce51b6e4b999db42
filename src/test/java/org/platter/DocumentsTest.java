package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.Sentences.Sentence;

/** What the README and the documents point at is there. Their commands are the matter of another test. */
class DocumentsTest {

    private static final Path JAVA = Path.of("src/main/java/org/platter");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    /** A type by its name, with packages before it or without; or a package. */
    private static final Pattern CODE = Pattern
            .compile("`((?:[a-z]\\w*[./])*)([A-Z]\\w+)(?:\\.(\\w+))?(?:\\.java)?`");

    @Test
    void everyLinkLeadsToAFileAndToAHeadingInIt() throws IOException {
        List<String> broken = new ArrayList<>();
        int count = 0;
        for (Path document : Sentences.documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (target.startsWith("https://") || target.startsWith("http://")) {
                    continue;
                }
                count++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? document
                        : document.toAbsolutePath().getParent().resolve(parts[0]).normalize();
                if (!Files.exists(file) || parts.length > 1 && !anchors(file).contains(parts[1])) {
                    broken.add(document + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(count > 20, "of " + count);
    }

    /** Returns what the headings of a document can be linked by, as the usual viewers of Markdown make it. */
    private static Set<String> anchors(Path document) throws IOException {
        return Files.readAllLines(document).stream().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceAll("^#+ *", "").toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyTypeThatADocumentNamesIsThere() throws IOException {
        Set<String> types;
        try (Stream<Path> files = Stream.concat(Files.walk(JAVA), Files.walk(Path.of("src/test/java")))) {
            types = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", "")).collect(Collectors.toSet());
        }
        types.addAll(Set.of("Optional", "IOException", "FileChannel")); // of Java
        List<String> unknown = new ArrayList<>();
        for (Sentence line : Sentences.ofDocuments()) {
            Matcher code = CODE.matcher(line.text());
            while (code.find()) {
                String place = code.group(1).replace('.', '/');
                boolean isKnown = place.isEmpty() ? types.contains(code.group(2))
                        : Files.exists(JAVA.resolve(place + code.group(2) + ".java"));
                if (!isKnown && !place.startsWith("packaging")
                        && !isConstant(code.group(2))) {
                    unknown.add(line.toString());
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    private static boolean isConstant(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT));
    }
}
