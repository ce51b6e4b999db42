/**
 * qcow2 images, as QEMU's docs/interop/qcow2 defines them.
 *
 * <p>Nothing that the header reaches is ever overwritten: a change goes to free clusters, and one write to
 * the first sector makes it visible.
 */
package org.platter.image.qcow2;
