/**
 * The serving side of the monitor protocol, without any input or output of its own: negotiation,
 * the order in which requests are checked, replies, events, passed descriptors.
 *
 * <p>May use: {@code qmp.wire}, {@code qmp.api}, {@code host.fd}. Must not use: {@code qmp.client},
 * sockets, threads, regular expressions, formatters, streams, lambdas.
 *
 * <p>Threading: {@link QmpServer} may be used by all threads; a {@link QmpSession} is fed by one
 * thread at a time and told events by all. One command runs at a time over all sessions.
 *
 * <p>To add a command: see {@code qmp.api}; nothing changes here.
 */
package org.javisor.qmp.server;
