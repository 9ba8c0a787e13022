/**
 * Starts emulators and tells how they end.
 *
 * <p>The spawn protocol: we create the listening sockets (mode 0600, in a directory of the
 * machine's own); the child gets exactly the planned descriptors, an empty signal mask and its own
 * session; we close our copies of the listeners and only then connect, once. Since the socket
 * listened before the child existed, and nobody but the child holds it now, a refused, reset or
 * ended connection means one thing: the emulator has ended. There is nothing to retry and nothing
 * to time.
 *
 * <p>May use: {@code emulator/host}, {@code supervisor.api}, {@code supervisor.domain}, {@code
 * supervisor.store}. Must not use: monitors.
 *
 * <p>Threading: per emulator one thread waits for its end and one drains its standard error.
 */
package org.javisor.supervisor.process;
