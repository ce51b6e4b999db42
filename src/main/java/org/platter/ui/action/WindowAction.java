package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/**
 * Something that a person can ask for: it has a menu entry, a key and a name that is read aloud, says why it
 * cannot be had, and does it. The texts are in the resource bundle under {@code action.<id>} and
 * {@code action.<id>.tip}. It keeps no state: what is shown is given to it.
 */
public abstract sealed class WindowAction permits OnWindow, OnDisk {

    private final String id;
    private final String key;
    private final String icon;

    WindowAction(String id, String key, String icon) {
        this.id = id;
        this.key = key;
        this.icon = icon;
    }

    /** The name in the bundle and in node ids: {@code resize-move}. */
    public final String id() {
        return id;
    }

    /** The key as {@code KeyCombination.valueOf} reads it. */
    public final String key() {
        return key;
    }

    /** The icon as Ikonli names it. */
    public final String icon() {
        return icon;
    }

    /** The words of the menu entry; three dots at the end where a dialog comes. */
    public final String text() {
        return Texts.get("action." + id);
    }

    /** What it does, in a sentence, for the tooltip. */
    public final String tip() {
        return Texts.get("action." + id + ".tip");
    }

    /** A shorter text for the toolbar, where there is one. */
    public final Optional<String> shortText() {
        return Texts.find("action." + id + ".short");
    }

    /** Returns the words of the menu entry for the disk that is shown. */
    String words(Optional<DiskViewModel> shown) {
        return text();
    }

    /** Returns what it does to the disk that is shown, in a sentence. */
    String tip(Optional<DiskViewModel> shown) {
        return tip();
    }

    /** Returns why it cannot be had now, in a sentence; nothing where it can. */
    public abstract Optional<String> whyNot(Optional<DiskViewModel> shown);

    /** Does it, or opens the dialog that asks for more; called only where {@link #whyNot} has no reason. */
    abstract void run(Actions window);
}
