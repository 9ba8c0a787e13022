/**
 * Terminals: raw mode, window size, and pseudo-terminals.
 *
 * <p>May use: {@code host}, {@code host.libc}, {@code host.fd}. Must not use: other packages.
 *
 * <p>Threading: a terminal's modes belong to the terminal, not to a thread or process; whoever
 * changes them restores them.
 *
 * <p>To add a mode: change the copy of the settings between reading and writing them.
 */
package org.javisor.host.terminal;
