/** File systems that take a class or two each. */
package org.platter.filesystem.other;
