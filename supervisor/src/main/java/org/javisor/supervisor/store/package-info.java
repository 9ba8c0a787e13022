/**
 * The on-disk layout: where sockets, definitions and logs are, and how they are written.
 *
 * <p>Run directory ({@code $XDG_RUNTIME_DIR/javisor}, else {@code /run/user/UID/javisor}, else
 * {@code /tmp/javisor-UID}): the daemon's socket and locks, and {@code vm/NAME/} with a machine's
 * sockets while it starts and its process record while it runs. State directory ({@code
 * $XDG_STATE_HOME/javisor}, else {@code ~/.local/state/javisor}): {@code vm/NAME/} with definition
 * and logs, {@code javisord.log}. Both are 0700 and ours, or they are refused.
 *
 * <p>May use: {@code supervisor.api}, {@code supervisor.domain}, the JDK's file system classes.
 * Must not use: native calls (the command line comes here), processes, monitors.
 *
 * <p>Threading: paths are immutable; a machine's files are written by its driver only.
 */
package org.javisor.supervisor.store;
