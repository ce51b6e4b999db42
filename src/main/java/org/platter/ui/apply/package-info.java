/** Long work: the question before, the progress meanwhile, the details of what was run, and the outcome. */
package org.platter.ui.apply;
