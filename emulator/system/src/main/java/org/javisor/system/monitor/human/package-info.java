/**
 * Monitors for people: a line editor over a character device, and commands that are carried out by
 * the handlers of the control monitors or that only look.
 *
 * <p>May use: everything in system. A monitor belongs to its character device's reader thread;
 * looking at the guest stops it for a moment. To add a command: one row in {@link
 * org.javisor.system.monitor.human.HmpCommand} or {@link org.javisor.system.monitor.human.HmpInfo},
 * and the case that the compiler then asks for.
 */
package org.javisor.system.monitor.human;
