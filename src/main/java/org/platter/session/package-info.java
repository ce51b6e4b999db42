/**
 * One open disk: its draft, its stage, its commit and its recovery; what the command line and the window
 * share.
 */
package org.platter.session;
