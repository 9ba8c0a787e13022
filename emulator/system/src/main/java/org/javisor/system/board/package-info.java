/**
 * Boards: which devices stand where, and how they are wired.
 *
 * <p>One file for a machine and one table for its memory map, from which placement and device tree
 * are made. May use: everything below system, and system.firmware. Must not use: option strings,
 * the monitor. A board is built by one thread; afterwards its devices follow the machine lock.
 */
package org.javisor.system.board;
