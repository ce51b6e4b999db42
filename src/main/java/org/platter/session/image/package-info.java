/**
 * The jobs on whole images, as the command line and the window share them: create, convert, compare and the
 * like.
 *
 * <p>Each leaves nothing half-made behind: what is new appears under its name when it is complete.
 */
package org.platter.session.image;
