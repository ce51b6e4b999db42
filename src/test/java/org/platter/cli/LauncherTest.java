package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.Shell;

/** The scripts that start and install Platter: what they do before there is any Java. */
class LauncherTest {

    private static final String NOBODY = "65534";

    @TempDir
    private Path work;
    private Path checkout;

    /** A checkout that is built already, of nothing that would run. */
    private void makeCheckout() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root runs what is of others");
        Shell.run("chmod", "755", work.toString());
        checkout = Files.createDirectories(work.resolve("path/platter"));
        Shell.run("cp", "-r", "packaging", checkout.toString());
        Shell.run("mkdir", "-p", checkout + "/src/main", checkout + "/icons", checkout + "/target/lib");
        Shell.run("touch", checkout + "/pom.xml", checkout + "/target/platter-0.jar");
        Shell.run("touch", "-d", "tomorrow", checkout + "/target/built");
        Shell.run("chmod", "-R", "u=rwX,go=rX", work.toString());
    }

    /** What it prints where it goes on: the empty archive is no program. */
    private void goesOn(String... before) {
        Shell.Outcome outcome = run(before);
        assertTrue(outcome.output().contains("platter-0.jar"), outcome.output());
    }

    private void refuses(String culprit, String... before) {
        Shell.Outcome outcome = run(before);
        assertEquals(125, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("others than root can change " + culprit + ":"),
                outcome.output());
        assertEquals(1, outcome.output().lines().count(), outcome.output());
    }

    private Shell.Outcome run(String... before) {
        List<String> words = new ArrayList<>(List.of("env", "-u", "SUDO_UID", "-u", "PKEXEC_UID"));
        words.addAll(List.of(before));
        words.addAll(List.of("sh", checkout + "/packaging/run", "--version")); // /tmp may be noexec
        return Shell.attempt("", words.toArray(String[]::new));
    }

    @Test
    void rootRunsNoCheckoutThatOthersCanChange() throws IOException {
        makeCheckout();
        goesOn();
        goesOn("PKEXEC_UID=" + NOBODY);
        Shell.run("chown", NOBODY, checkout + "/target/lib");
        refuses(checkout + "/target/lib");
        Shell.run("chown", "0", checkout + "/target/lib");
        Shell.run("chmod", "o+w", checkout + "/pom.xml");
        refuses(checkout + "/pom.xml");
        Shell.run("chmod", "o-w", checkout + "/pom.xml");
        Shell.run("chown", NOBODY, checkout.getParent().toString());
        refuses(checkout.getParent().toString());
        Shell.run("chown", "0:" + NOBODY, checkout.getParent().toString());
        Shell.run("chmod", "g+w", checkout.getParent().toString());
        refuses(checkout.getParent().toString());
        Shell.run("chmod", "g-w", checkout.getParent().toString());
        Shell.run("chown", "-R", NOBODY, checkout.toString());
        refuses(checkout.toString());
        refuses(checkout.toString(), "PKEXEC_UID=" + NOBODY);
        refuses(checkout.toString(), "SUDO_UID=1");
        goesOn("SUDO_UID=" + NOBODY);
    }

    @Test
    void rootInstallsNothingThatOthersCanChangeNorWhereTheyCan() throws IOException {
        makeCheckout();
        Path prefix = Files.createDirectories(work.resolve("home/x"));
        Shell.run("chown", NOBODY, prefix.getParent().toString());
        String refused = install(1, prefix.toString());
        assertTrue(refused.contains("cannot be installed in " + prefix
                + ", since others than root can change "
                + prefix.getParent()), refused);
        assertFalse(Files.exists(prefix.resolve("lib")));
        Path mine = work.resolve("mine");
        Shell.run("chown", NOBODY, checkout + "/icons");
        refused = install(1, mine.toString());
        assertTrue(refused.contains("others than root can change " + checkout + "/icons"), refused);
        assertFalse(Files.exists(mine));
    }

    private String install(int status, String prefix) {
        Shell.Outcome outcome = Shell.attempt("", "env", "-u", "SUDO_UID", "-u", "SUDO_USER",
                "sh", checkout + "/packaging/install", prefix);
        assertEquals(status, outcome.status(), outcome.output());
        return outcome.output();
    }

    @Test
    void everyCommandIsOneThoughAFileIsCalledLikeIt() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("packaging/launch"));
        String line = lines.stream().filter(it -> it.strip().startsWith("apply | ")).findFirst()
                .orElseThrow();
        Set<String> known = new TreeSet<>(Commands.of(new Main(images -> {}), new String[0])
                .getSubcommands().keySet());
        known.remove("gui"); // for the window, whatever else is called so
        assertEquals(known, new TreeSet<>(List.of(line.strip().split("\\)")[0].split(" \\| "))));
    }
}
