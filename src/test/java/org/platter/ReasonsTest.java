package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.base.Message;
import org.platter.base.Reason;
import org.platter.base.Refusal;
import org.platter.base.SizeFault;

/** Reasons and their sentences. */
final class ReasonsTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @Test
    void eachReasonHasASentenceAndEachSentenceAReason() throws IOException {
        TreeSet<String> reasons = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.platter")) {
            if (type.isEnum() && type.isAssignableTo(Reason.class)) {
                for (Object constant : type.reflect().getEnumConstants()) {
                    reasons.add(type.getPackageName() + " " + type.getSimpleName() + "." + constant);
                }
            }
        }
        assertTrue(reasons.size() >= 30, reasons.toString());
        assertEquals(reasons, new TreeSet<>(sentences().keySet()));
    }

    @Test
    void eachSentenceIsOneAndCountsItsValuesFromZero() throws IOException {
        sentences().forEach((key, text) -> {
            assertTrue(text.matches("(?s)[^\\s].*[.?!]"), key);
            List<String> places = text.replaceAll("[^{}0-9]", "").isEmpty() ? List.of()
                    : Stream.of(text.split("(?=\\{)")).filter(part -> part.matches("(?s)\\{[0-9]\\}.*"))
                            .map(part -> part.substring(1, 2)).distinct().sorted().toList();
            for (int i = 0; i < places.size(); i++) {
                assertEquals(String.valueOf(i), places.get(i), key);
            }
            assertEquals(places.size() > 0, text.contains("{"), key);
        });
    }

    @Test
    void aRefusalTellsItsReason() {
        Refusal refusal = new Refusal(SizeFault.TOO_LARGE, "9{0}$1");
        assertEquals(Optional.of(SizeFault.TOO_LARGE), refusal.reason());
        assertEquals("“9{0}$1” is more than any disk can hold.", refusal.getMessage());
        assertEquals(Optional.empty(), new Refusal("A sentence.").reason());
        assertEquals("A sentence.", new Refusal("A sentence.").getMessage());
    }

    @Test
    void aMessageMayStandInAnother() {
        Message inner = Message.of(SizeFault.TOO_LARGE, "1ZB");
        assertEquals("““1ZB” is more than any disk can hold.” is more than any disk can hold.",
                Message.of(SizeFault.TOO_LARGE, inner).text());
        assertFalse(inner.equals(Message.of(SizeFault.NO_SIZE, "1ZB")));
    }

    /** Returns the sentences by package and key. */
    private static TreeMap<String, String> sentences() throws IOException {
        TreeMap<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            for (Path file : files.filter(path -> path.endsWith("sentences.properties")).toList()) {
                Properties bundle = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    bundle.load(reader);
                }
                String name = RESOURCES.relativize(file.getParent()).toString().replace('/', '.');
                for (String key : Collections.list(bundle.propertyNames()).stream().map(String::valueOf)
                        .toList()) {
                    all.put(name + " " + key, bundle.getProperty(key));
                }
            }
        }
        return all;
    }
}
