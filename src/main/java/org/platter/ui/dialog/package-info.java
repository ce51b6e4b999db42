/** The dialogs: one class each; what they ask for becomes an operation that is pushed on the disk's draft. */
package org.platter.ui.dialog;
