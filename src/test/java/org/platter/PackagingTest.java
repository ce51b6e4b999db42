package org.platter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.platter.ui.app.PlatterApp;

/** What a desktop reads of Platter names what there is. */
final class PackagingTest {

    private static final Path FOLDER = Path.of("packaging");

    /** JavaFX names windows after the application's class; a task bar finds their entry and icon by it. */
    @Test
    void theMenuEntryNamesTheClassOfTheWindow() throws IOException {
        assertEquals(PlatterApp.class.getName(), entry("StartupWMClass"));
    }

    @Test
    void thePasswordDialogShowsTheIconOfTheMenuEntry() throws IOException {
        List<String> icons = found("org.platter.Platter.policy", "<icon_name>(.*)</icon_name>");
        assertEquals(List.of(entry("Icon"), entry("Icon")), icons);
        assertTrue(Files.exists(Path.of("icons", entry("Icon") + ".svg")));
    }

    /** Else pkexec asks in words of its own, for root's right to run a program. */
    @Test
    void everyQuestionForAPasswordIsOfTheInstalledCommand() throws IOException {
        assertEquals(List.of("/usr/bin/platter", "/usr/bin/platter"),
                found("org.platter.Platter.policy", "exec\\.path\">(.*)</annotate>"));
        assertEquals(List.of("engine", "loop"),
                found("org.platter.Platter.policy", "exec\\.argv1\">(.*)</annotate>"));
    }

    /** What is asked for one disk must not be given for another one, which nobody was asked about. */
    @Test
    void everyQuestionForAPasswordNamesTheDeviceOrTheImage() throws IOException {
        assertEquals(2, found("org.platter.Platter.policy", "<message>(.*\\$\\(command_line\\))</message>")
                .size());
        assertEquals(List.of(), found("org.platter.Platter.policy", "(auth_admin_keep|auth_self|yes)<"));
    }

    private static String entry(String key) throws IOException {
        return found("platter.desktop", "(?m)^" + key + "=(.*)$").get(0);
    }

    private static List<String> found(String file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(FOLDER.resolve(file)));
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
