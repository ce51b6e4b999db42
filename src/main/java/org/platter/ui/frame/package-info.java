/** What dialogs are made of: the window with its heading, message and buttons, and forms. */
package org.platter.ui.frame;
