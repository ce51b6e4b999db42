/** The program with a window: it puts the view models, the dialogs and the main window together. */
package org.platter.ui.app;
