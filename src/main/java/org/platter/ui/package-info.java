/**
 * The window: view models that need no toolkit, and the views, built in code, that bind to them.
 *
 * <p>All view models live on the window's thread. What may block runs on the {@code Background} of its disk.
 * The engine is reached through {@code OpenDisk} only.
 */
package org.platter.ui;
