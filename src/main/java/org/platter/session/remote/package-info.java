/**
 * A session in another process, which has the rights that this one has not: the window stays an ordinary
 * user's, and for a block device its engine runs as root.
 *
 * <p>They talk over the engine's standard input and output. The engine believes nothing that it reads but the
 * few requests that it knows, and touches no other device than the one it was started for.
 */
@NullMarked
package org.platter.session.remote;

import org.jspecify.annotations.NullMarked;
