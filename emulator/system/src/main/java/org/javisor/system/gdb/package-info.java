/**
 * The server for debuggers: gdb's remote protocol on a character device.
 *
 * <p>{@link org.javisor.system.gdb.GdbServer} turns bytes into packets and back, on a thread of its
 * own; {@link org.javisor.system.gdb.GdbSession} is the protocol's state and its commands; {@link
 * org.javisor.system.gdb.Debuggee} is what they work on, which {@link
 * org.javisor.system.gdb.MachineDebuggee} makes of a machine. Forms and errors are QEMU's. A client
 * is hostile: packets are bounded, a wrong one is answered, none stops a monitor.
 *
 * <p>May use: lifecycle, board, backend's character devices. Must not use: the monitors, option
 * strings. To add a packet: one case in GdbSession or GdbQueries.
 */
package org.javisor.system.gdb;
