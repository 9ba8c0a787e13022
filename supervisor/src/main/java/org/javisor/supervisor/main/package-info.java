/**
 * The daemon's entry point: options, log, locks, readiness, orderly end.
 *
 * <p>May use everything in the supervisor, standard streams and the exit status. When the daemon
 * ends in order (signal TERM, INT or HUP, or by idleness when no machine runs), it first tells its
 * emulators to quit: it holds their only monitor connections, so a machine without its daemon could
 * not be controlled any more.
 */
package org.javisor.supervisor.main;
