/**
 * Sessions with the emulators' monitors: commands in the daemon's own words, events to state, disks
 * passed as descriptors.
 *
 * <p>May use: {@code qmp.client}, {@code qmp.api}, {@code emulator/host}, {@code
 * supervisor.process}'s descriptors. Must not use: the store, the wire to clients.
 *
 * <p>Threading: commands come from one driver thread per machine; events are delivered on the
 * connection's reader thread and must not wait.
 */
package org.javisor.supervisor.monitor;
