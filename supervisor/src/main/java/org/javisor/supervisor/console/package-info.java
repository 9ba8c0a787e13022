/**
 * A machine's serial console on the host's side: one reader of the emulator's stream fans out to a
 * bounded scrollback, a size-capped log file and the attached clients.
 *
 * <p>May use: the JDK's channels. Must not use: processes, monitors, the wire protocol.
 *
 * <p>Threading: one virtual thread reads the guest; a client that reads slowly loses old output and
 * is told so, a log that cannot be written is noted once; neither holds up the guest. Input of
 * several clients is merged in whole chunks.
 */
package org.javisor.supervisor.console;
