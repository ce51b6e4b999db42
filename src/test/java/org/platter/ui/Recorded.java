package org.platter.ui;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.platter.ui.action.DialogContext;
import org.platter.ui.action.FilePrompts;
import org.platter.ui.action.Prompts;
import org.platter.ui.action.WindowAction;

/**
 * Prompts that only keep which of them were called, or for which action a dialog was to be opened, and answer
 * as they are told.
 */
final class Recorded {

    final List<String> calls = new ArrayList<>();
    boolean mayDiscard = true;
    List<Path> images = List.of();
    Optional<Path> script = Optional.empty();
    Optional<Path> table = Optional.empty();

    Prompts prompts() {
        return new Prompts() {
            @Override
            public void show(WindowAction action, Consumer<DialogContext> dialog) {
                calls.add(action.id());
            }

            @Override
            public boolean answered(Throwable failure, Answers answers) {
                calls.add("answered");
                return false;
            }

            @Override
            public void failure(String heading, String text) {
                calls.add("failure");
            }

            @Override
            public boolean mayDiscard(List<DiskViewModel> disks) {
                calls.add("mayDiscard");
                return mayDiscard;
            }
        };
    }

    FilePrompts files() {
        return (FilePrompts) Proxy.newProxyInstance(FilePrompts.class.getClassLoader(),
                new Class<?>[] {FilePrompts.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "images" -> images;
                        case "scriptToSave", "scriptToLoad" -> script;
                        default -> table;
                    };
                });
    }
}
