package org.platter.ui;

import javafx.application.Application;
import javafx.stage.Stage;

/** The application: one window, in which each disk is a tab. */
public final class PlatterApp extends Application {

    @Override
    public void start(Stage stage) {
        stage.setTitle("Platter");
        stage.show();
    }
}
