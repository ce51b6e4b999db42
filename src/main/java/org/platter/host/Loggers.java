package org.platter.host;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Has what is told to a {@link System.Logger} written to {@code $XDG_STATE_HOME/platter/log}: what Platter
 * does from INFO on, and what others warn of; JavaFX does so of being on the class path, and of style sheets
 * while nodes are not in a window yet, which is no news. Java finds this class when the first logger is asked for.
 */
public final class Loggers extends System.LoggerFinder {

    private static final long LIMIT = 1 << 20;
    private static final int KEPT = 3;
    private static final String OWN = "org.platter.";

    private final LogFile file;

    public Loggers() {
        this(new LogFile(UserFolders.state(System.getenv()).resolve(Path.of("platter", "log")), LIMIT, KEPT));
    }

    Loggers(LogFile file) {
        this.file = file;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name, file);
    }

    private record Lines(String name, LogFile file) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            Level least = name.startsWith(OWN) ? Level.INFO
                    : name.startsWith("javafx") ? Level.ERROR : Level.WARNING;
            return level != Level.OFF && level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text,
                @Nullable Throwable failure) {
            if (isLoggable(level)) {
                String part = name.startsWith(OWN) ? name.substring(OWN.length()) : name;
                file.write(level, part, String.valueOf(text), failure);
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format,
                @Nullable Object @Nullable... values) {
            if (isLoggable(level)) {
                log(level, bundle, values == null || values.length == 0 ? format
                        : MessageFormat.format(format, values), (Throwable) null);
            }
        }
    }
}
