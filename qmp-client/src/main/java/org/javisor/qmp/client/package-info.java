/**
 * The calling side of the monitor protocol: one connection, typed commands, events, descriptors
 * passed with a command.
 *
 * <p>May use: {@code qmp.wire}, {@code qmp.api}, {@code host}. Must not use: {@code qmp.server}.
 * The emulator must not use this package.
 *
 * <p>Threading: a connection has one reader thread of its own, which also calls the listener; all
 * threads may execute commands.
 *
 * <p>To add a command: see {@code qmp.api}; nothing changes here.
 */
package org.javisor.qmp.client;
