/** The main window: menus, toolbar, the two bars, the partition table, and the pending operations. */
package org.platter.ui.main;
