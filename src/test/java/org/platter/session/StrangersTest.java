package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.cli.Cli;

/** Root runs Platter on images in folders where another user puts things beside them (C10, C12). */
final class StrangersTest {

    private static final String STRANGER = "65534";
    private static final List<String> NAMES = List.of("d.raw.platter-new",
            ".d.raw.platter-12345678-1234-1234-1234-123456789abc");
    /** Stops a commit at its second write to the image. */
    private static final List<String> KILLED = List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
            "trace=pwrite64", "-e", "inject=pwrite64:signal=KILL:when=2", "-P");

    @TempDir
    private Path work;
    private Path home;
    private Path secrets;
    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        Shell.run("chmod", "755", work.toString());
        home = Files.createDirectory(work.resolve("home"));
        secrets = Files.createDirectory(work.resolve("secrets"));
        Shell.run("chmod", "700", secrets.toString());
        Files.writeString(secrets.resolve("shadow"), "precious");
        Files.createDirectory(secrets.resolve("inner"));
        image = home.resolve("d.raw");
        Shell.run("truncate", "-s", "40M", image.toString());
        Shell.feed("label: gpt\nstart=1MiB, size=16MiB\n", "sfdisk", "-q", image.toString());
    }

    @Test
    void whatAStrangersLinksNameIsLeftAlone() throws IOException {
        giveAway(home);
        for (String name : NAMES) {
            asStranger("ln", "-s", secrets.toString(), home.resolve(name).toString());
        }
        everyCommand();
        assertEquals(Stream.concat(NAMES.stream(), Stream.of("d.raw")).sorted().toList(), names(home));
        assertEquals(List.of("inner", "shadow"), names(secrets));
        assertEquals("precious", Files.readString(secrets.resolve("shadow")));
    }

    @Test
    void aFolderOfTheUsersOwnIsLeftAlone() throws IOException {
        for (String name : NAMES) {
            Path own = Files.createDirectory(home.resolve(name));
            Files.writeString(own.resolve("mark"), "a diary");
            Shell.run("chmod", "700", own.toString());
        }
        giveAway(home);
        everyCommand();
        for (String name : NAMES) {
            assertEquals("a diary", Files.readString(home.resolve(name).resolve("mark")));
        }
    }

    /** A user who may write to the folder may rename the files of a third there, and swap them for links. */
    @Test
    void inASharedFolderNothingOfAThirdUserIsTakenForAWindow() throws IOException {
        Path victims = Files.createDirectory(home.resolve("letters"));
        Files.writeString(victims.resolve("one"), "a diary");
        Files.writeString(victims.resolve(".platter"), "mine");
        Shell.run("chown", "-R", "12345", victims.toString());
        Shell.run("chmod", "700", victims.toString());
        Shell.run("chmod", "777", home.toString());
        Path renamed = home.resolve(".platter-window-12345678");
        asStranger("mv", victims.toString(), renamed.toString());
        asStranger("ln", "-s", secrets.toString(), home.resolve(".platter-window-87654321").toString());
        everyCommand();
        says(0, "", "apply", image.toString(), "--rehearse", "-e", "name 1 text=y");
        assertEquals(List.of(".platter", "one"), names(renamed));
        assertEquals("a diary", Files.readString(renamed.resolve("one")));
        assertEquals(List.of("inner", "shadow"), names(secrets));
        assertEquals(List.of(".platter-window-12345678", ".platter-window-87654321", "d.raw"), names(home));
    }

    private void everyCommand() {
        says(0, "", "apply", image.toString(), "--plan", "-e", "name 1 text=x");
        says(0, "", "apply", image.toString(), "-e", "name 1 text=x");
        says(0, "", "recover", image.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"touch NAME", "mkfifo NAME", "mkdir NAME", "ln -s /etc NAME",
        "ln -s nowhere NAME"})
    void whatIsNoJournalIsToldAndLeftAlone(String command) throws IOException {
        giveAway(home);
        Path planted = home.resolve("d.raw.platter");
        asStranger("sh", "-c", command.replace("NAME", planted.toString()));
        String hash = Volume.imageHash(image);
        says(0, planted + " is ", "info", image.toString());
        says(3, planted + " is ", "apply", image.toString(), "-e", "name 1 text=x");
        says(1, planted + " is ", "recover", image.toString());
        assertTrue(Files.exists(planted, LinkOption.NOFOLLOW_LINKS));
        assertEquals(hash, Volume.imageHash(image));
    }

    @Test
    void aStrangersJournalIsNotResumed() throws IOException {
        Shell.run("chmod", "1777", home.toString());
        interrupt();
        Path journal = home.resolve("d.raw.platter");
        for (String name : List.of("bounce", "save")) {
            Files.delete(journal.resolve(name));
            Files.createSymbolicLink(journal.resolve(name), secrets.resolve("shadow"));
        }
        Shell.run("chown", "-hR", STRANGER, journal.toString());
        String hash = Volume.imageHash(image);
        String reason = journal + " belongs to nobody, who neither owns the image nor runs Platter";
        says(0, reason, "info", image.toString());
        says(3, reason, "apply", image.toString(), "-e", "name 1 text=x");
        says(1, reason, "recover", image.toString());
        assertEquals("precious", Files.readString(secrets.resolve("shadow")));
        assertEquals(hash, Volume.imageHash(image));
        assertTrue(Files.exists(journal.resolve("log")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "plan", "scratch", "save", "bounce", "script"})
    void aFileOfAJournalThatIsALinkIsNotFollowed(String name) throws IOException {
        interrupt();
        Path file = home.resolve("d.raw.platter").resolve(name);
        Files.move(file, secrets.resolve("moved"));
        Files.createSymbolicLink(file, secrets.resolve("moved"));
        String before = Volume.sha256(secrets.resolve("moved"));
        String hash = Volume.imageHash(image);
        says(1, file + " is a link", "recover", image.toString());
        assertEquals(before, Volume.sha256(secrets.resolve("moved")));
        assertEquals(hash, Volume.imageHash(image));
        Files.delete(file);
        Files.createLink(file, secrets.resolve("moved"));
        says(1, file + " has another name", "recover", image.toString());
        assertEquals(before, Volume.sha256(secrets.resolve("moved")));
        Files.delete(secrets.resolve("moved"));
        says(0, "Done", "recover", image.toString());
    }

    @Test
    void aJournalThatOthersCanWriteIsNotResumed() throws IOException {
        interrupt();
        Path journal = home.resolve("d.raw.platter");
        Shell.run("chmod", "o+w", journal.resolve("plan").toString());
        says(1, journal.resolve("plan") + " can be written by other users", "recover", image.toString());
        Shell.run("chmod", "o-w", journal.resolve("plan").toString());
        Shell.run("chmod", "777", journal.toString());
        says(1, journal + " can be written by other users", "recover", image.toString());
        Shell.run("chmod", "700", journal.toString());
        Shell.run("chmod", "777", home.toString());
        says(1, "other users can rename", "recover", image.toString());
        Shell.run("chmod", "755", home.toString());
        says(0, "Done", "recover", image.toString());
    }

    @Test
    void aJournalThatIsDamagedIsToldAndKept() throws IOException {
        interrupt();
        Path journal = home.resolve("d.raw.platter");
        byte[] log = Files.readAllBytes(journal.resolve("log"));
        Files.delete(journal.resolve("log"));
        tellsOfDamage(3, "The log of the interrupted commit is missing");
        Files.write(journal.resolve("log"), new byte[log.length]);
        tellsOfDamage(4, "is half changed");
        log[100] ^= 1; // of which there is a second copy
        Files.write(journal.resolve("log"), log);
        flip(journal.resolve("plan"));
        tellsOfDamage(3, "The plan of the interrupted commit is damaged");
        flip(journal.resolve("plan"));
        says(0, "Done", "recover", image.toString());
    }

    private void tellsOfDamage(int refused, String what) throws IOException {
        String hash = Volume.imageHash(image);
        says(0, what, "info", image.toString());
        says(refused, what, "apply", image.toString(), "-e", "name 1 text=x");
        says(1, what, "recover", image.toString());
        assertTrue(Files.exists(home.resolve("d.raw.platter/scratch")));
        assertEquals(hash, Volume.imageHash(image));
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void rootFinishesWhatTheOwnerOfTheImageBegan() throws IOException {
        interrupt();
        giveAway(home);
        says(0, "Done", "recover", image.toString());
        assertEquals(List.of("d.raw"), names(home));
    }

    @Test
    void theOwnerIsToldThatRootHasToFinishWhatRootBegan() throws IOException {
        interrupt();
        Shell.run("chown", STRANGER, home.toString(), image.toString());
        Shell.Outcome outcome = Platters.runAs(STRANGER, "info", image.toString());
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("belongs to root, who alone can look into it"),
                outcome.output());
    }

    @Test
    void inAFolderWhereOthersCanRenameTheJournalLiesElsewhere() throws IOException {
        Path state = Files.createDirectory(work.resolve("state"));
        Shell.run("chmod", "777", home.toString());
        Shell.Outcome outcome = Shell.attempt("", Stream.of(List.of("env", "XDG_STATE_HOME=" + state), KILLED,
                List.of(image.toString()), Platters.command("apply", image.toString(), "-e",
                        "move 1 start=+3s align=none"))
                .flatMap(List::stream).toArray(String[]::new));
        assertTrue(outcome.status() != 0, outcome.output());
        assertEquals(List.of("d.raw"), names(home));
        assertEquals(1, journals(state).size());
        outcome = Shell.attempt("", Stream.concat(Stream.of("env", "XDG_STATE_HOME=" + state),
                Platters.command("recover", image.toString()).stream()).toArray(String[]::new));
        assertEquals(0, outcome.status(), outcome.output());
        assertEquals(List.of(), journals(state));
    }

    private static List<String> journals(Path state) throws IOException {
        return names(state.resolve("platter")).stream().filter(name -> name.endsWith(".platter")).toList();
    }

    private void interrupt() throws IOException {
        Shell.run("mke2fs", "-q", "-E", "offset=1048576", image.toString(), "16M");
        Shell.Outcome outcome = Shell.attempt("", Stream.of(KILLED, List.of(image.toString()),
                Platters.command("apply", image.toString(), "-e", "move 1 start=+3s align=none"))
                .flatMap(List::stream)
                .toArray(String[]::new));
        assertTrue(outcome.status() != 0 && Files.exists(home.resolve("d.raw.platter/log"),
                LinkOption.NOFOLLOW_LINKS), outcome.output());
    }

    private static void says(int status, String part, String... words) {
        Cli.Outcome outcome = Cli.run((Object[]) words);
        String text = outcome.out() + outcome.err();
        assertTrue(text.contains(part), text);
        assertEquals(status, outcome.status(), text);
    }

    private static void giveAway(Path folder) {
        Shell.run("chown", "-hR", STRANGER + ":" + STRANGER, folder.toString());
    }

    private static void asStranger(String... command) {
        Shell.run(Stream.concat(Stream.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER,
                "--clear-groups"), Stream.of(command)).toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
