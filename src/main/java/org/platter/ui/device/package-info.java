/** The disks of this computer and its loop devices: lists of them, as dialogs with their models. */
package org.platter.ui.device;
