package org.platter.ui.main;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCombination;
import org.platter.layout.Alignment;
import org.platter.ui.Address;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.Theme;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;

/** The menus of the window, and the one that pops up over a partition. */
final class Menus {

    private static final WindowAction[] ON_PARTITION = {
        ActionList.NEW_PARTITION, null, ActionList.RESIZE_MOVE, ActionList.DELETE, null, ActionList.COPY,
        ActionList.PASTE, null, ActionList.FORMAT, ActionList.CHECK, ActionList.LOOK, ActionList.LABEL,
        ActionList.UUID, null,
        ActionList.NAME, ActionList.FLAGS, null, ActionList.MOUNT, ActionList.UNMOUNT, ActionList.BROWSE,
        null, ActionList.INFORMATION};

    private final Actions actions;
    private final Controls controls;
    private final Columns columns;
    private final ContextMenu onPartition = new ContextMenu();
    private final ContextMenu onColumns = new ContextMenu();

    Menus(Actions actions, Columns columns) {
        this.actions = actions;
        this.columns = columns;
        controls = new Controls(actions);
    }

    MenuBar bar() {
        MenuBar bar = new MenuBar(
                file(),
                menu("menu.edit", ActionList.UNDO, ActionList.REDO, ActionList.CLEAR, null,
                        ActionList.SAVE_PLAN, ActionList.LOAD_PLAN, null,
                        ActionList.REHEARSE, ActionList.APPLY),
                view(),
                menu("menu.disk", ActionList.DISK_INFORMATION, ActionList.RELOAD, null, ActionList.NEW_TABLE,
                        ActionList.RESIZE_DISK, null, ActionList.CONVERT_TABLE, ActionList.SORT_NUMBERS,
                        ActionList.SAVE_TABLE, ActionList.RESTORE_TABLE, null, ActionList.REPAIR_TABLE,
                        ActionList.RESUME),
                image(),
                withReadings(menu("menu.partition", ON_PARTITION)),
                menu("menu.help", ActionList.KEYS, ActionList.SUPPORT, null, ActionList.ABOUT));
        bar.setId("menu-bar");
        return bar;
    }

    /** Returns the menu of what can be done with the selected partition or free space; one for all disks. */
    ContextMenu onPartition() {
        if (onPartition.getItems().isEmpty()) {
            onPartition.setId("partition-menu");
            fill(onPartition.getItems(), ON_PARTITION);
            onPartition.getItems().add(onPartition.getItems().size() - 1, readings("popup-read-as"));
            ReasonTooltip.install(onPartition);
        }
        return onPartition;
    }

    private Menu menu(String title, WindowAction... entries) {
        Menu menu = new Menu(Texts.get(title));
        menu.setId(title.replace('.', '-'));
        fill(menu.getItems(), entries);
        ReasonTooltip.install(menu);
        return menu;
    }

    private Menu withReadings(Menu menu) {
        menu.getItems().add(menu.getItems().size() - 1, readings("menu-read-as"));
        return menu;
    }

    /** Returns the menu of what the selected partition could be; there is none where that is plain. */
    private Menu readings(String id) {
        Menu menu = new Menu(Texts.get("menu.read-as"), Controls.icon("mdi2h-help-circle-outline"));
        menu.setId(id);
        Controls.follow(actions.readingsProperty(), names -> {
            menu.setVisible(!names.isEmpty());
            menu.getItems().setAll(names.stream().map(name -> {
                MenuItem item = new MenuItem(Texts.get("choose.content", name));
                item.setId(id + "-" + name);
                item.setMnemonicParsing(false);
                item.setOnAction(event -> actions.readAs(name));
                return item;
            }).toList());
        });
        return menu;
    }

    private void fill(List<MenuItem> items, WindowAction... entries) {
        Arrays.stream(entries).map(entry -> entry == null ? new SeparatorMenuItem() : controls.item(entry))
                .forEach(items::add);
    }

    /** Two entries of it are in other menus too, under the same keys. */
    private Menu image() {
        Menu menu = menu("menu.image", ActionList.NEW_IMAGE, ActionList.IMAGE_INFORMATION, null,
                ActionList.CONVERT, ActionList.CLONE_DEVICE, ActionList.COMPARE, null, ActionList.RESIZE_DISK,
                ActionList.COMPACT, ActionList.CHECK_IMAGE, null, ActionList.COMMIT_IMAGE, ActionList.REBASE,
                null, ActionList.SNAPSHOTS, ActionList.GO_BACK, ActionList.BITMAPS);
        menu.getItems().stream().filter(item -> item.getId() != null)
                .filter(item -> item.getId().equals("menu-" + ActionList.NEW_IMAGE.id())
                        || item.getId().equals("menu-" + ActionList.RESIZE_DISK.id()))
                .forEach(item -> item.setId("image-" + item.getId()));
        return menu;
    }

    private Menu file() {
        Menu menu = menu("menu.file", ActionList.OPEN, ActionList.OPEN_DEVICE, ActionList.OPEN_ADDRESS,
                ActionList.NEW_IMAGE, ActionList.LOOP_DEVICES);
        Menu recent = new Menu(Texts.get("menu.recent"), Controls.icon("mdi2h-history"));
        recent.setId("menu-recent");
        actions.remembered().recent().addListener((ListChangeListener<Path>) change -> fillRecent(recent));
        fillRecent(recent);
        menu.getItems().addAll(recent, new SeparatorMenuItem(), controls.item(ActionList.CLOSE),
                controls.item(ActionList.QUIT));
        return menu;
    }

    private void fillRecent(Menu recent) {
        recent.getItems().clear();
        for (Path path : actions.remembered().recent()) {
            MenuItem item = new MenuItem(Address.text(path));
            item.setMnemonicParsing(false);
            item.setOnAction(event -> actions.open(List.of(path)));
            recent.getItems().add(item);
        }
        if (recent.getItems().isEmpty()) {
            MenuItem none = new MenuItem(Texts.get("menu.recent.none"));
            none.setDisable(true);
            recent.getItems().add(none);
        } else {
            MenuItem forget = new MenuItem(Texts.get("menu.recent.clear"));
            forget.setOnAction(event -> actions.remembered().forgetRecent());
            recent.getItems().addAll(new SeparatorMenuItem(), forget);
        }
    }

    private Menu view() {
        Menu menu = new Menu(Texts.get("menu.view"));
        menu.setId("menu-view");
        Menu theme = new Menu(Texts.get("menu.theme"), Controls.icon("mdi2t-theme-light-dark"));
        ToggleGroup group = new ToggleGroup();
        for (Theme.Choice choice : Theme.Choice.values()) {
            String id = choice.name().toLowerCase(java.util.Locale.ROOT);
            RadioMenuItem item = new RadioMenuItem(Texts.get("theme." + id));
            item.setId("theme-" + id);
            item.setToggleGroup(group);
            item.setAccelerator(KeyCombination.valueOf("Alt+" + (choice.ordinal() + 1)));
            item.setOnAction(event -> Theme.choiceProperty().set(choice));
            Controls.follow(Theme.choiceProperty(), chosen -> item.setSelected(chosen == choice));
            theme.getItems().add(item);
        }
        Menu shown = new Menu(Texts.get("menu.columns"), Controls.icon("mdi2v-view-column-outline"));
        shown.setId("menu-columns");
        fillColumns(shown.getItems());
        menu.getItems().addAll(alignment(), shown, theme);
        return menu;
    }

    /** Returns the menu that chooses the columns, for the head of the table; one for all disks. */
    ContextMenu onColumns() {
        if (onColumns.getItems().isEmpty()) {
            fillColumns(onColumns.getItems());
        }
        return onColumns;
    }

    private void fillColumns(List<MenuItem> items) {
        for (Columns.Column column : Columns.Column.values()) {
            CheckMenuItem item = new CheckMenuItem(column.title());
            item.setId("show-" + column.id());
            item.selectedProperty().bindBidirectional(columns.visibleProperty(column));
            item.setDisable(column == Columns.Column.PARTITION);
            items.add(item);
        }
    }

    private Menu alignment() {
        Menu menu = new Menu(Texts.get("menu.alignment"), Controls.icon("mdi2f-format-align-left"));
        menu.setId("menu-alignment");
        ToggleGroup group = new ToggleGroup();
        int key = 1;
        for (Alignment alignment : AlignmentControl.ORDER) {
            RadioMenuItem item = new RadioMenuItem(Texts.get("align." + alignment.id()));
            item.setId("menu-align-" + alignment.id());
            item.setToggleGroup(group);
            item.setAccelerator(KeyCombination.valueOf("Shortcut+" + key++));
            item.setOnAction(event -> actions.disks().current()
                    .ifPresent(disk -> disk.alignmentProperty().set(alignment)));
            menu.getItems().add(item);
        }
        menu.setOnShowing(event -> {
            Alignment now = actions.disks().current().map(DiskViewModel::alignmentProperty)
                    .map(property -> property.get()).orElse(Alignment.MIB);
            menu.getItems().forEach(item -> ((RadioMenuItem) item)
                    .setSelected(item.getId().equals("menu-align-" + now.id())));
        });
        return menu;
    }
}
