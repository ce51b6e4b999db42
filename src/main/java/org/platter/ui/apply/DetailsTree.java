package org.platter.ui.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import org.platter.ui.Texts;

/** The log as a tree that follows it: what runs is open, what is done closes, what failed stays open. */
final class DetailsTree {

    private final TreeItem<DetailRow> root = new TreeItem<>();
    private final TreeView<DetailRow> view = new TreeView<>(root);
    private final Map<LogEntry, Long> shownLines = new HashMap<>();
    private Log log;
    private long version = -1;
    private boolean follows = true;

    DetailsTree() {
        view.setId("details");
        view.setShowRoot(false);
        view.setAccessibleText(Texts.get("apply.details"));
        view.getStyleClass().addAll("details-tree", "dense");
        view.setCellFactory(tree -> new DetailsCell());
        // A user who scrolls or picks a line wants to read it: the end is no longer followed.
        view.addEventFilter(ScrollEvent.SCROLL, event -> follows = false);
        view.addEventFilter(MouseEvent.MOUSE_PRESSED, event -> follows = false);
        view.addEventFilter(KeyEvent.KEY_PRESSED, event -> follows = false);
    }

    TreeView<DetailRow> view() {
        return view;
    }

    /** Takes over what the log holds now. */
    void show(Log now) {
        if (now != log) {
            log = now;
            version = -1;
            follows = true;
            root.getChildren().clear();
            shownLines.clear();
        }
        synchronized (now) {
            boolean ticking = now.current().isPresent();
            if (now.version() == version && !ticking) {
                return;
            }
            version = now.version();
            update(root, now.entries(), now.now());
        }
        if (follows && view.getExpandedItemCount() > 0) {
            view.scrollTo(view.getExpandedItemCount() - 1);
        }
    }

    /** Opens the way to what failed, and shows it. */
    void showFailure() {
        follows = false;
        TreeItem<DetailRow> item = deepestFailure(root);
        for (TreeItem<DetailRow> above = item; above != null; above = above.getParent()) {
            above.setExpanded(true);
        }
        if (item != root) {
            view.getSelectionModel().select(item);
            view.scrollTo(Math.max(0, view.getRow(item) - 2));
        }
    }

    private static TreeItem<DetailRow> deepestFailure(TreeItem<DetailRow> item) {
        for (TreeItem<DetailRow> child : item.getChildren()) {
            if (child.getValue() instanceof DetailRow.Entry entry && entry.state() == LogEntry.State.FAILED) {
                return deepestFailure(child);
            }
        }
        return item;
    }

    private void update(TreeItem<DetailRow> parent, List<LogEntry> entries, long now) {
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            DetailRow row = new DetailRow.Entry(entry.kind(), entry.text(), entry.state(),
                    entry.kind() == LogEntry.Kind.NOTE ? "" : Durations.took(entry.nanosAt(now)));
            if (i == parent.getChildren().size()) {
                TreeItem<DetailRow> added = new TreeItem<>(row);
                added.setExpanded(entry.kind() == LogEntry.Kind.STEP);
                parent.getChildren().add(added);
            }
            TreeItem<DetailRow> item = parent.getChildren().get(i);
            boolean ended = state(item.getValue()) == LogEntry.State.RUNNING
                    && entry.state() != LogEntry.State.RUNNING;
            if (!row.equals(item.getValue())) {
                item.setValue(row);
            }
            if (entry.kind() == LogEntry.Kind.COMMAND) {
                updateLines(item, entry);
            } else {
                update(item, entry.children(), now);
            }
            if (ended || entry.state() == LogEntry.State.FAILED && !item.isExpanded() && follows) {
                item.setExpanded(entry.state() == LogEntry.State.FAILED
                        || entry.kind() == LogEntry.Kind.STEP && entry.state() != LogEntry.State.DONE);
            }
        }
    }

    private static LogEntry.State state(DetailRow row) {
        return row instanceof DetailRow.Entry entry ? entry.state() : LogEntry.State.DONE;
    }

    /** The lines of a command, as {@link LineBuffer} keeps them; only what changed is set. */
    private void updateLines(TreeItem<DetailRow> item, LogEntry entry) {
        LineBuffer output = entry.output();
        long mark = output.count() * 2 + (entry.meaning().isEmpty() ? 0 : 1)
                + (entry.state() == LogEntry.State.FAILED ? Long.MIN_VALUE : 0);
        if (shownLines.getOrDefault(entry, -1L) == mark) {
            return;
        }
        shownLines.put(entry, mark);
        List<DetailRow> rows = new ArrayList<>();
        output.first().forEach(line -> rows.add(new DetailRow.Output(line)));
        if (output.dropped() > 0) {
            rows.add(new DetailRow.LeftOut(output.dropped()));
        }
        output.last().forEach(line -> rows.add(new DetailRow.Output(line)));
        if (!entry.meaning().isEmpty()) {
            rows.add(new DetailRow.Status(entry.meaning(), entry.state() == LogEntry.State.FAILED));
        }
        List<TreeItem<DetailRow>> items = item.getChildren();
        int same = 0;
        while (same < items.size() && same < rows.size()
                && items.get(same).getValue().equals(rows.get(same))) {
            same++;
        }
        List<TreeItem<DetailRow>> fresh = rows.subList(same, rows.size()).stream().<TreeItem<DetailRow>>map(
                TreeItem::new).toList();
        items.subList(same, items.size()).clear();
        items.addAll(fresh);
    }
}
