/**
 * The staged disk: what a disk will be, put together from a map over its base and a scratch file. Nothing
 * here writes to the base.
 */
package org.platter.stage;
