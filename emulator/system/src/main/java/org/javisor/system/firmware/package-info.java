/**
 * What a machine's firmware provides: the device tree, the kernel in memory, the supervisor binary
 * interface.
 *
 * <p>Pure logic over guest memory and small interfaces; boards wire it. May use: bus, host. Must
 * not use: devices, the monitor. Everything read from a guest or a file is hostile until checked.
 */
package org.javisor.system.firmware;
