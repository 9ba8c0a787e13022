/**
 * The machine's clock and the timers that devices set on it.
 *
 * <p>One {@link org.javisor.bus.time.VirtualClock} for a machine: nanoseconds, monotonic, standing
 * still while the machine is stopped. Its host's clock may jump ahead, when the host or the
 * emulator was stopped: a timer that is late expires once. Timers expire on the queue's own thread,
 * under the machine lock. May use: nothing outside bus.
 */
package org.javisor.bus.time;
