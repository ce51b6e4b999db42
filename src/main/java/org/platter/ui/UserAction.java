package org.platter.ui;

import java.util.Locale;
import java.util.Optional;

/**
 * Everything that a person can ask for: each has a menu entry, a key and a name that is read aloud. The texts
 * are in the resource bundle under {@code action.<id>} and {@code action.<id>.tip}.
 */
public enum UserAction {

    OPEN("Shortcut+O", "mdi2f-folder-open-outline", Scope.WINDOW),
    OPEN_ADDRESS("Shortcut+L", "mdi2l-lan-connect", Scope.WINDOW),
    OPEN_DEVICE("Shortcut+Shift+D", "mdi2h-harddisk", Scope.WINDOW),
    LOOP_DEVICES("Shortcut+Shift+L", "mdi2s-sync", Scope.WINDOW),
    NEW_IMAGE("Shortcut+Shift+N", "mdi2f-file-plus-outline", Scope.WINDOW),
    CLOSE("Shortcut+W", "mdi2c-close", Scope.DISK),
    SAVE_PLAN("Shortcut+S", "mdi2c-content-save-outline", Scope.DISK),
    LOAD_PLAN("Shortcut+Shift+O", "mdi2s-script-text-outline", Scope.DISK),
    QUIT("Shortcut+Q", "mdi2e-exit-to-app", Scope.WINDOW),

    UNDO("Shortcut+Z", "mdi2u-undo", Scope.DISK),
    REDO("Shortcut+Shift+Z", "mdi2r-redo", Scope.DISK),
    CLEAR("Shortcut+Shift+Backspace", "mdi2b-broom", Scope.DISK),
    REHEARSE("Shortcut+Shift+Enter", "mdi2t-test-tube", Scope.DISK),
    APPLY("Shortcut+Enter", "mdi2c-check", Scope.DISK),

    RELOAD("F5", "mdi2r-refresh", Scope.DISK),
    DISK_INFORMATION("Shortcut+I", "mdi2i-information-outline", Scope.DISK),
    NEW_TABLE("Shortcut+T", "mdi2t-table-plus", Scope.DISK),
    RESIZE_DISK("Shortcut+R", "mdi2a-arrow-expand-horizontal", Scope.DISK),
    REPAIR_TABLE("Shortcut+Shift+R", "mdi2w-wrench-outline", Scope.DISK),
    CONVERT_TABLE("Shortcut+Shift+T", "mdi2t-table-sync", Scope.DISK),
    SORT_NUMBERS("Shortcut+Shift+G", "mdi2s-sort-numeric-ascending", Scope.DISK),
    SAVE_TABLE("Shortcut+Shift+E", "mdi2t-table-arrow-down", Scope.DISK),
    RESTORE_TABLE("Shortcut+Shift+V", "mdi2t-table-arrow-up", Scope.DISK),
    RESUME("Shortcut+Shift+P", "mdi2p-play-circle-outline", Scope.DISK),

    IMAGE_INFORMATION("Shortcut+Shift+I", "mdi2d-database-search-outline", Scope.DISK),
    CONVERT("Shortcut+E", "mdi2s-swap-horizontal", Scope.WINDOW),
    COMPACT("Shortcut+Shift+K", "mdi2a-arrow-collapse-vertical", Scope.DISK),
    CLONE_DEVICE("Shortcut+D", "mdi2c-content-duplicate", Scope.WINDOW),
    COMPARE("Shortcut+M", "mdi2c-compare-horizontal", Scope.WINDOW),
    CHECK_IMAGE("Shortcut+Shift+C", "mdi2s-shield-check-outline", Scope.DISK),
    COMMIT_IMAGE("Shortcut+Shift+M", "mdi2l-layers-minus", Scope.DISK),
    REBASE("Shortcut+B", "mdi2l-layers-edit", Scope.DISK),
    SNAPSHOTS("Shortcut+Shift+S", "mdi2c-camera-outline", Scope.DISK),
    GO_BACK("Shortcut+Shift+B", "mdi2b-backup-restore", Scope.DISK),
    BITMAPS("Shortcut+Shift+U", "mdi2g-grid", Scope.DISK),

    NEW_PARTITION("Insert", "mdi2p-plus", Scope.SELECTION),
    DELETE("Delete", "mdi2t-trash-can-outline", Scope.SELECTION),
    RESIZE_MOVE("F6", "mdi2a-arrow-left-right", Scope.SELECTION),
    COPY("Shortcut+C", "mdi2c-content-copy", Scope.SELECTION),
    PASTE("Shortcut+V", "mdi2c-content-paste", Scope.SELECTION),
    FORMAT("Shortcut+F", "mdi2f-format-paint", Scope.SELECTION),
    CHECK("Shortcut+K", "mdi2s-stethoscope", Scope.SELECTION),
    LOOK("Shortcut+H", "mdi2m-magnify", Scope.SELECTION),
    LABEL("F2", "mdi2l-label-outline", Scope.SELECTION),
    UUID("Shortcut+U", "mdi2f-fingerprint", Scope.SELECTION),
    NAME("Shift+F2", "mdi2f-form-textbox", Scope.SELECTION),
    FLAGS("Shortcut+G", "mdi2f-flag-outline", Scope.SELECTION),
    MOUNT("Shortcut+Y", "mdi2e-eject-outline", Scope.SELECTION),
    UNMOUNT("Shortcut+Shift+Y", "mdi2e-eject", Scope.SELECTION),
    BROWSE("Shortcut+J", "mdi2f-folder-search-outline", Scope.SELECTION),
    INFORMATION("Alt+Enter", "mdi2i-information-outline", Scope.SELECTION),

    SUPPORT("Shortcut+Shift+F", "mdi2t-table-check", Scope.WINDOW),
    KEYS("F1", "mdi2k-keyboard-outline", Scope.WINDOW),
    ABOUT("Shift+F1", "mdi2h-help-circle-outline", Scope.WINDOW);

    /** What an action acts on, and so who says whether it can be had. */
    public enum Scope {
        WINDOW, DISK, SELECTION
    }

    private final String key;
    private final String icon;
    private final Scope scope;

    UserAction(String key, String icon, Scope scope) {
        this.key = key;
        this.icon = icon;
        this.scope = scope;
    }

    /** The name in the bundle and in node ids: {@code resize-move}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The key as {@code KeyCombination.valueOf} reads it. */
    public String key() {
        return key;
    }

    /** The icon as Ikonli names it. */
    public String icon() {
        return icon;
    }

    public Scope scope() {
        return scope;
    }

    /** The words of the menu entry; three dots at the end where a dialog comes. */
    public String text() {
        return Texts.get("action." + id());
    }

    /** What it does, in a sentence, for the tooltip. */
    public String tip() {
        return Texts.get("action." + id() + ".tip");
    }

    /** A shorter text for the toolbar, where there is one. */
    public Optional<String> shortText() {
        return Texts.find("action." + id() + ".short");
    }
}
