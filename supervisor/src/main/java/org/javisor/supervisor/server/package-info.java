/**
 * The daemon's side of the wire: listening, one session per client, requests to service calls.
 *
 * <p>May use: {@code supervisor.api}, {@code supervisor.instance}, {@code supervisor.console}, the
 * JDK's channels. Must not use: processes, monitors, files of machines.
 *
 * <p>Threading: one virtual thread accepts, one serves each client; a call that waits holds up its
 * own client only. A client's mistake ends in an error reply or in the end of its connection.
 *
 * <p>To add a call: see {@code supervisor.api}; the switch in {@code Dispatcher} then asks for it.
 */
package org.javisor.supervisor.server;
