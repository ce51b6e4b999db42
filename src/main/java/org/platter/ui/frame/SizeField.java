package org.platter.ui.frame;

import atlantafx.base.layout.InputGroup;
import atlantafx.base.theme.Styles;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.ui.Texts;

/** A field for a size in MiB, with steps by keys and buttons; other units can be typed. */
public final class SizeField {

    private static final long STEP = ByteSize.MIB;
    private static final long LEAP = 64 * ByteSize.MIB;

    private final TextField editor = new TextField();
    private final Button less = new Button("−");
    private final Button more = new Button("+");
    private final InputGroup node;
    private final int sectorSize;
    private final LongConsumer asked;
    private final Consumer<String> rejected;
    private final BooleanSupplier refused;
    private long value;
    private boolean shows;
    private boolean isTyping;
    private boolean isRejected;

    /**
     * @param id the id of the text field
     * @param asked takes the bytes that were asked for
     * @param rejected takes a sentence where the text is no size
     */
    public SizeField(String id, int sectorSize, LongConsumer asked, Consumer<String> rejected) {
        this(id, sectorSize, asked, rejected, () -> false);
    }

    /** @param refused whether what was typed last cannot be had: it then stays there, to be put right */
    public SizeField(String id, int sectorSize, LongConsumer asked, Consumer<String> rejected,
            BooleanSupplier refused) {
        this.sectorSize = sectorSize;
        this.asked = asked;
        this.rejected = rejected;
        this.refused = refused;
        editor.setId(id);
        editor.setAlignment(Pos.CENTER_RIGHT);
        editor.setPrefColumnCount(11);
        editor.setTooltip(Tip.of(Texts.get("size.tip")));
        editor.textProperty().addListener((property, before, now) -> typed(now));
        editor.focusedProperty().addListener((property, before, now) -> {
            if (!now && !isRejected && !refused.getAsBoolean()) {
                print(); // what it became, aligned
            }
        });
        editor.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
        less.setFocusTraversable(false);
        more.setFocusTraversable(false);
        less.setOnAction(event -> step(-STEP));
        more.setOnAction(event -> step(STEP));
        less.setAccessibleText(Texts.get("size.less"));
        more.setAccessibleText(Texts.get("size.more"));
        Label unit = new Label("MiB");
        unit.getStyleClass().add("size-unit");
        unit.setMaxHeight(Double.MAX_VALUE);
        HBox.setHgrow(editor, Priority.ALWAYS);
        node = new InputGroup(editor, unit, less, more);
        node.getStyleClass().add("size-field");
    }

    /** The field with its buttons. */
    public InputGroup node() {
        return node;
    }

    public TextField editor() {
        return editor;
    }

    /** Shows a value, but leaves alone what somebody is typing. */
    public void show(long bytes) {
        boolean changed = bytes != value;
        value = bytes;
        if (!editor.isFocused() || changed && !shows && !isTyping) {
            print();
        }
    }

    /** Turns it off, with the reason. */
    public void off(String why) {
        editor.setDisable(!why.isEmpty());
        less.setDisable(!why.isEmpty());
        more.setDisable(!why.isEmpty());
        if (!why.isEmpty()) {
            Tooltip.install(node, Tip.of(why));
            editor.setAccessibleHelp(why);
        }
    }

    private void typed(String text) {
        if (shows) {
            return;
        }
        isTyping = true;
        try {
            asked.accept(SizeText.parse(text, sectorSize));
            mark(false);
        } catch (Refusal refusal) {
            rejected.accept(refusal.getMessage());
            mark(true);
        } finally {
            isTyping = false;
        }
    }

    private void mark(boolean isNoSize) {
        isRejected = isNoSize;
        editor.pseudoClassStateChanged(Styles.STATE_DANGER, isNoSize || refused.getAsBoolean());
    }

    private void onKey(KeyEvent event) {
        long by = switch (event.getCode()) {
            case UP -> STEP;
            case DOWN -> -STEP;
            case PAGE_UP -> LEAP;
            case PAGE_DOWN -> -LEAP;
            default -> 0;
        };
        if (by != 0) {
            event.consume();
            step(by);
        }
    }

    /** Goes to the next whole step, not below nothing. */
    private void step(long by) {
        long unit = Math.abs(by);
        long to = by > 0 ? ByteSize.floor(value, STEP) + unit
                : Math.max(0, ByteSize.ceil(value, STEP) - unit);
        asked.accept(to);
        print();
    }

    private void print() {
        shows = true;
        editor.setText(SizeText.format(value));
        shows = false;
        isRejected = false;
        editor.pseudoClassStateChanged(Styles.STATE_DANGER, false);
        if (editor.isFocused()) {
            editor.end();
        }
    }
}
