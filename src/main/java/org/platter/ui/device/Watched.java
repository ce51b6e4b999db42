package org.platter.ui.device;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.platter.session.OpenDisk;
import org.platter.ui.Background;

/**
 * A list that is read again and again in the background, never twice at once: who asks meanwhile gets
 * one more reading after this one.
 */
final class Watched<T> {

    private final Background background;
    private final OpenDisk.Work<List<T>> reading;
    private final Consumer<List<T>> found;
    private final ReadOnlyBooleanWrapper firstTime = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");
    private boolean isReading;
    private boolean isAskedAgain;

    /** @param found takes what was read, on the window's thread */
    Watched(Background background, OpenDisk.Work<List<T>> reading, Consumer<List<T>> found) {
        this.background = background;
        this.reading = reading;
        this.found = found;
    }

    /** Whether nothing was read yet. */
    ReadOnlyBooleanProperty firstTimeProperty() {
        return firstTime.getReadOnlyProperty();
    }

    /** Why it could not be read, in a sentence; empty when it could. */
    ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    void refresh() {
        if (isReading) {
            isAskedAgain = true;
            return;
        }
        isReading = true;
        background.run(reading, read -> {
            failure.set("");
            found.accept(read);
            settle();
        }, fault -> {
            failure.set(fault instanceof IOException && fault.getMessage() != null ? fault.getMessage()
                    : String.valueOf(fault));
            settle();
        });
    }

    private void settle() {
        isReading = false;
        firstTime.set(false);
        if (isAskedAgain) {
            isAskedAgain = false;
            refresh();
        }
    }
}
