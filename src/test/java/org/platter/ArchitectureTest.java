package org.platter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platter.image.DiskImage;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.platter", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final Map<String, Integer> ROWS = Map.ofEntries(
            Map.entry("base", 0), Map.entry("layout", 1), Map.entry("host", 1),
            Map.entry("filesystem", 2), Map.entry("table", 2), Map.entry("tool", 2), Map.entry("block", 2),
            Map.entry("operation", 3), Map.entry("window", 3), Map.entry("kernel", 3), Map.entry("image", 3),
            Map.entry("stage", 4), Map.entry("commit", 4), Map.entry("transfer", 4), Map.entry("session", 5),
            Map.entry("cli", 6), Map.entry("ui", 6), Map.entry("", 7));

    /**
     * Within a row: these read through {@code block}, describe {@code tool} commands, and commit what was
     * staged.
     */
    private static final Set<String> SIDEWAYS = Set.of("filesystem>block", "table>block", "filesystem>tool",
            "commit>stage", "transfer>stage");

    private static final Set<String> VALUES = Set.of("base", "layout", "operation", "filesystem", "session");

    @ArchTest
    static final ArchRule importsPointDownwards = classes()
            .should(new ArchCondition<JavaClass>("import downwards") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                    String from = part(origin);
                    for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                        JavaClass target = dependency.getTargetClass();
                        if (!target.getPackageName().startsWith("org.platter")) {
                            continue;
                        }
                        String to = part(target);
                        boolean allowed = from.equals(to) || ROWS.get(to) < ROWS.get(from)
                                || SIDEWAYS.contains(from + ">" + to);
                        boolean seen = !Set.of("cli", "ui").contains(from) || from.equals(to)
                                || VALUES.contains(to);
                        events.add(new SimpleConditionEvent(origin, allowed && seen,
                                dependency.getDescription()));
                    }
                }
            }).because("a part is understood, and tested, without those that use it; a window and a command "
                    + "line that know more than sessions and values would have rules of their own");

    @ArchTest
    static final ArchRule noPackageNeedsOneThatNeedsIt = slices()
            .assignedFrom(new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(type.getPackageName());
                }

                @Override
                public String getDescription() {
                    return "packages";
                }
            }).should().beFreeOfCycles().because("a package is read after those that it needs");

    @ArchTest
    static final ArchRule nobodyAsksAnImageForItsFormat = classes()
            .should(new ArchCondition<JavaClass>("ask `instanceof` on no image but within its own package") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                    for (InstanceofCheck asked : origin.getInstanceofChecks()) {
                        JavaClass type = asked.getRawType();
                        events.add(new SimpleConditionEvent(origin, !type.isAssignableTo(DiskImage.class)
                                || type.isEquivalentTo(DiskImage.class)
                                || type.getPackageName().equals(origin.getPackageName()),
                                origin.getName() + " asks whether an image is a " + type.getSimpleName()
                                        + ", line " + asked.getLineNumber()));
                    }
                }
            }).because("what sets a format apart is a capability that an image has or lacks; a format that "
                    + "comes to have it is then found by all who need it");

    @ArchTest
    static final ArchRule onlyTheWindowKnowsJavaFx = noClasses().that()
            .resideOutsideOfPackage("org.platter.ui..")
            .should().dependOnClassesThat().resideInAPackage("javafx..")
            .because(
                    "the command line and root's engine run where there is no display, and start in no time");

    @ArchTest
    static final ArchRule viewModelsKnowNoControls = noClasses().that()
            .resideInAPackage("org.platter.ui..").and().haveSimpleNameEndingWith("Model")
            .should().dependOnClassesThat(JavaClass.Predicates.resideInAPackage("javafx..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("javafx.beans..",
                            "javafx.collections.."))))
            .because("what a window says and offers is tested without a display");

    @ArchTest
    static final ArchRule onlyTheHostKnowsJna = noClasses().that()
            .resideOutsideOfPackage("org.platter.host..")
            .should().dependOnClassesThat().resideInAPackage("com.sun.jna..")
            .because("what the kernel does behind Java's back is to be seen in one place");

    @ArchTest
    static final ArchRule onlyToolStartsProcesses = noClasses().that()
            .resideOutsideOfPackage("org.platter.tool..")
            .should().dependOnClassesThat().haveFullyQualifiedName("java.lang.ProcessBuilder")
            .because("each program gets its sandbox, its language and its end from there");

    @ArchTest
    static final ArchRule nothingIsPrintedButByTheWriterForTerminals = noClasses().that()
            .doNotHaveFullyQualifiedName("org.platter.cli.TerminalWriter")
            .and().doNotHaveFullyQualifiedName("org.platter.cli.Main") // which gives it the two streams
            .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.PrintStream")
            .because("a file's name could send commands to the terminal");

    /**
     * A sentence is Platter's, and the program's words stand below it: none is made of what a program printed
     * but by those who know what its lines mean.
     */
    @ArchTest
    static final ArchRule noSentenceIsMadeOfWhatAProgramPrinted = noClasses().that()
            .resideOutsideOfPackage("org.platter.tool..").and().haveSimpleNameNotEndingWith("Words")
            .and(new DescribedPredicate<JavaClass>("do not read it line by line") {
                @Override
                public boolean test(JavaClass type) {
                    return !Set.of("Checker", "QemuServer", "QemuCheck", "LoopDevices", "PartitionUse",
                            "Reappearance",
                            "MinimumSize", "Libraries", "MountedWindow").contains(type.getSimpleName());
                }
            }).should().callMethodWhere(new DescribedPredicate<>("returns what a program printed") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    return call.getTarget().getName().equals("output")
                            && call.getTargetOwner().getPackageName().equals("org.platter.tool")
                            && call.getTarget().getRawReturnType().getName().equals("java.lang.String");
                }
            }).because("a program's words change from release to release, and speak of what the user has "
                    + "never heard of");

    @ArchTest
    static final ArchRule nobodyInterruptsThreads = noClasses().should()
            .callMethodWhere(new DescribedPredicate<>("interrupts another thread") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    // restoring one's own flag after an InterruptedException is the only use there is
                    return call.getTarget().getFullName().equals("java.lang.Thread.interrupt()")
                            && call.getOrigin().getMethodCallsFromSelf().stream()
                                    .noneMatch(other -> other.getTarget().getFullName()
                                            .equals("java.lang.Thread.currentThread()"));
                }
            }).because("an interrupt closes the channel that the thread reads or writes just then");

    @Test
    void everyPackageSaysWhatItIsForInTenLines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/platter"))) {
            List<Path> folders = files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent)
                    .distinct().toList();
            assertTrue(folders.size() >= 15, folders.toString());
            for (Path folder : folders) {
                Path page = folder.resolve("package-info.java");
                assertTrue(Files.exists(page), page + " is missing");
                List<String> text = Files.readAllLines(page);
                long sentences = text.stream().filter(line -> line.startsWith(" *") && !line.equals(" */"))
                        .count();
                int most = folder.endsWith("commit") ? 40 : 10; // the commit's invariants are numbered there
                assertTrue(sentences <= most, page + " is too long");
            }
        }
    }

    /** A tag within a line is text to javadoc, and to doclint. */
    @Test
    void everyTagBeginsALineOfItsDoc() throws IOException {
        Pattern tag = Pattern.compile("^\\s*(/\\*)?\\*.*[^\\s*].* @(param|return|throws|see)\\b");
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                assertEquals(List.of(), Files.readAllLines(file).stream().filter(tag.asPredicate()).toList(),
                        file.toString());
            }
        }
    }

    @Test
    void theTopLevelHoldsNothingElse() throws IOException {
        Set<String> known = Set.of("pom.xml", "README.md", "LICENSE", "src", "icons", "packaging", ".ci",
                ".git", ".gitignore", ".git-blame-ignore-revs", ".mvn", "target");
        try (Stream<Path> files = Files.list(Path.of("."))) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString())
                    .filter(name -> !known.contains(name)).toList());
        }
    }

    private static String part(JavaClass type) {
        String rest = type.getPackageName().substring("org.platter".length());
        return rest.isEmpty() ? "" : rest.split("\\.")[1];
    }
}
