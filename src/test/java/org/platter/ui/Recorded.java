package org.platter.ui;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dialogs and file prompts that only keep which of them were called, and answer as they are told. */
final class Recorded {

    final List<String> calls = new ArrayList<>();
    boolean mayDiscard = true;
    List<java.nio.file.Path> images = List.of();
    Optional<java.nio.file.Path> script = Optional.empty();
    Optional<java.nio.file.Path> table = Optional.empty();

    Dialogs dialogs() {
        return stub(Dialogs.class);
    }

    FilePrompts prompts() {
        return stub(FilePrompts.class);
    }

    private <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "mayDiscard" -> mayDiscard;
                        case "answered" -> false;
                        case "images" -> images;
                        case "scriptToSave", "scriptToLoad" -> script;
                        case "tableToSave", "tableToLoad" -> table;
                        default -> null;
                    };
                }));
    }
}
