/**
 * What a person can ask the window for: each action is a class that says its name, key and icon, why it cannot
 * be had, and what it does. An action is added as a class, a constant of {@code ActionList} and its texts.
 */
package org.platter.ui.action;
