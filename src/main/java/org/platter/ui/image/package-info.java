/**
 * Whole images: what they are, drawn; and the jobs on them, each a model that needs no toolkit and a dialog.
 * The engine is reached through {@code Jobs} only.
 */
package org.platter.ui.image;
