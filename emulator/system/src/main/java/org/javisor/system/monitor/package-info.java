/**
 * Monitors: QMP over character devices, one {@code …Commands} class for each schema file.
 *
 * <p>A monitor's commands run on its character device's reader thread, one at a time in the
 * process. May use: everything in system. To add a command: a stanza in qmp-client's schema, and
 * the method that the compiler then asks for.
 */
package org.javisor.system.monitor;
