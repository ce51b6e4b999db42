package org.platter.ui.frame;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.beans.property.Property;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.control.Skin;
import javafx.scene.control.skin.ComboBoxListViewSkin;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.util.StringConverter;

/**
 * A box that chooses one of several by mouse or keys: none that cannot be had, and never nothing, as JavaFX's
 * own does when the chosen one is clicked with Ctrl.
 */
public final class OneOf<T> {

    /** With Ctrl they take the choice away. */
    private static final Set<KeyCode> CLEARING = Set.of(KeyCode.SPACE, KeyCode.BACK_SLASH);

    private final ComboBox<T> box = new ComboBox<>();
    private final Predicate<T> isPossible;

    private OneOf(String id, List<T> choices, Property<T> chosen, Predicate<T> isPossible) {
        this.isPossible = isPossible;
        box.setId(id);
        box.getItems().setAll(choices);
        box.setMaxWidth(Double.MAX_VALUE);
        box.valueProperty().bindBidirectional(chosen);
        box.addEventFilter(KeyEvent.KEY_PRESSED, this::go);
        box.skinProperty().addListener((property, before, now) -> guard(now));
    }

    /** Returns a box in which each choice is shown by its words. */
    public static <T> ComboBox<T> box(String id, List<T> choices, Property<T> chosen,
            Function<T, String> words) {
        ComboBox<T> box = limited(id, choices, chosen, choice -> true);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T one) {
                return one == null ? "" : words.apply(one);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException(text); // nobody types into it
            }
        });
        return box;
    }

    /** Returns a box whose cells are still to be made; they are to be disabled where it is not possible. */
    static <T> ComboBox<T> limited(String id, List<T> choices, Property<T> chosen,
            Predicate<T> isPossible) {
        return new OneOf<>(id, choices, chosen, isPossible).box;
    }

    private void guard(Skin<?> skin) {
        if (skin instanceof ComboBoxListViewSkin<?> shown
                && shown.getPopupContent() instanceof ListView<?> list) {
            list.addEventFilter(KeyEvent.KEY_PRESSED, press -> {
                go(press);
                InSight.bring(list, box.getSelectionModel().getSelectedIndex());
                if (press.isShortcutDown() && CLEARING.contains(press.getCode())) {
                    press.consume();
                }
            });
            list.addEventFilter(MouseEvent.MOUSE_PRESSED, press -> {
                shown.setHideOnClick(!press.isShortcutDown() && !isOnDisabled(list, press));
                if (press.isShortcutDown()) {
                    press.consume();
                }
            });
        }
    }

    private static boolean isOnDisabled(ListView<?> list, MouseEvent press) {
        return list.lookupAll(".list-cell").stream().filter(Node::isDisabled)
                .anyMatch(cell -> cell.contains(cell.sceneToLocal(press.getSceneX(), press.getSceneY())));
    }

    /** Goes to where a key leads, past what is not possible. */
    private void go(KeyEvent press) {
        if (press.isAltDown()) {
            return; // opens and closes the list
        }
        int now = box.getItems().indexOf(box.getValue());
        int page = box.getVisibleRowCount() - 1;
        Optional<Integer> next;
        switch (press.getCode()) {
            case UP, KP_UP -> next = last(0, now);
            case DOWN, KP_DOWN -> next = first(now + 1, box.getItems().size());
            case PAGE_UP -> next = first(now - page, now);
            case PAGE_DOWN -> next = last(now + 1, now + 1 + page);
            case HOME -> next = first(0, now);
            case END -> next = last(now + 1, box.getItems().size());
            default -> {
                return;
            }
        }
        press.consume();
        next.ifPresent(box.getSelectionModel()::select);
    }

    private Optional<Integer> first(int from, int to) {
        return possible(from, to).findFirst();
    }

    private Optional<Integer> last(int from, int to) {
        return possible(from, to).reduce((one, other) -> other);
    }

    /** Returns the places from one, which may be before the first, to one, which may be past the last. */
    private Stream<Integer> possible(int from, int to) {
        return IntStream.range(Math.max(0, from), Math.min(to, box.getItems().size())).boxed()
                .filter(place -> isPossible.test(box.getItems().get(place)));
    }
}
