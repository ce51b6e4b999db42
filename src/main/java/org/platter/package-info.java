/** The program's entry, where the command line meets the window. */
package org.platter;
