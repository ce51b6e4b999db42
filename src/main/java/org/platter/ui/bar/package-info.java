/** The disk as a bar, drawn from a {@code Layout} and nothing else, and the dragging of edges and bodies. */
package org.platter.ui.bar;
