/**
 * Programs of the system: which are there, how they are called, what their exit statuses mean. The only place
 * that starts a process. A program is an argument list, never a shell string.
 */
@NullMarked
package org.platter.tool;

import org.jspecify.annotations.NullMarked;
