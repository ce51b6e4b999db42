/**
 * Disks that another program serves by the NBD protocol: QEMU's, started here for the formats that it knows,
 * and exports of other machines.
 *
 * <p>What a server says is checked before it is believed; one that falls silent is given up.
 */
@NullMarked
package org.platter.image.nbd;

import org.jspecify.annotations.NullMarked;
