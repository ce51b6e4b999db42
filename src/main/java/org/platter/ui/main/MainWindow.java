package org.platter.ui.main;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import org.platter.ui.DiskViewModel;
import org.platter.ui.OpenDisks;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;
import org.platter.ui.frame.Tip;

/**
 * The content of the window: menus and toolbar above, below them the open disks as tabs, or how to open one.
 */
public final class MainWindow extends BorderPane {

    private final Actions actions;
    private final OpenDisks disks;
    private final Columns columns;
    private final Menus menus;
    private final EmptyState empty;
    private final TabPane tabs = new TabPane();
    private final Map<DiskViewModel, Tab> tabOf = new HashMap<>();

    public MainWindow(Actions actions) {
        this.actions = actions;
        disks = actions.disks();
        columns = new Columns(actions.remembered());
        menus = new Menus(actions, columns);
        empty = new EmptyState(actions);
        getStyleClass().add("platter");
        VBox top = new VBox(menus.bar(), new ActionsBar(actions), new OpeningStrip(disks));
        top.getStyleClass().add("top");
        setTop(top);
        tabs.setId("disks");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.ALL_TABS);
        tabs.getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            if (now != null && now.getUserData() instanceof DiskViewModel disk) {
                disks.currentProperty().set(Optional.of(disk));
            }
        });
        disks.disks().forEach(this::add);
        disks.disks().addListener((ListChangeListener<DiskViewModel>) change -> {
            while (change.next()) {
                change.getRemoved().forEach(this::remove);
                change.getAddedSubList().forEach(this::add);
            }
            arrange();
        });
        Controls.follow(disks.currentProperty(), current -> current.map(tabOf::get)
                .ifPresent(tabs.getSelectionModel()::select));
        arrange();
        addEventHandler(KeyEvent.KEY_PRESSED, this::explainRefusedKey);
        acceptFiles();
    }

    private void add(DiskViewModel disk) {
        Tab tab = new Tab(disk.name(), new DiskView(disk, actions, columns, menus));
        tab.setId("tab-" + disk.name());
        tab.setUserData(disk);
        tab.setTooltip(Tip.of(disk.path().toString()));
        tab.setOnCloseRequest(event -> {
            if (disks.disks().contains(disk)) {
                event.consume(); // the tab goes when the disk is closed
                actions.close(disk);
            }
        });
        tabOf.put(disk, tab);
        tabs.getTabs().add(disks.disks().indexOf(disk), tab);
    }

    private void remove(DiskViewModel disk) {
        tabs.getTabs().remove(tabOf.remove(disk));
    }

    private void arrange() {
        setCenter(disks.disks().isEmpty() ? empty : tabs);
        tabs.getStyleClass().remove("single");
        if (disks.disks().size() == 1) {
            tabs.getStyleClass().add("single");
        }
    }

    /** The key of an action that cannot be had says why, where a grey menu entry would only keep silent. */
    private void explainRefusedKey(KeyEvent event) {
        for (WindowAction action : ActionList.all()) {
            if (actions.refusalProperty(action).get().isPresent()
                    && KeyCombination.valueOf(action.key()).match(event)) {
                actions.run(action);
                event.consume();
                return;
            }
        }
    }

    private void acceptFiles() {
        setOnDragOver(event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY_OR_MOVE);
            }
            event.consume();
        });
        setOnDragEntered(event -> highlight(event.getDragboard().hasFiles()));
        setOnDragExited(event -> highlight(false));
        setOnDragDropped(this::onDropped);
    }

    private void onDropped(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        event.setDropCompleted(!files.isEmpty());
        event.consume();
        actions.open(files.stream().map(File::toPath).toList());
    }

    private void highlight(boolean wanted) {
        getStyleClass().remove("drop-target");
        if (wanted) {
            getStyleClass().add("drop-target");
        }
    }
}
