/**
 * The daemon as seen by a client: connecting, starting it on demand, calls, consoles.
 *
 * <p>May use: {@code supervisor.api}, {@code supervisor.store}'s layout, the JDK's channels, and
 * {@code emulator/host} only to start a daemon: a call to a running daemon makes no native call.
 *
 * <p>Threading: a {@code RemoteService} is one connection and serves one call at a time.
 */
package org.javisor.supervisor.client;
