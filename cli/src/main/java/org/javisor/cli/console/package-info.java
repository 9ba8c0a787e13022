/**
 * The terminal side of a serial console.
 *
 * <p>May use: {@code supervisor.client}, {@code emulator/host}'s terminal and signals. Must not
 * use: commands.
 *
 * <p>Threading: the caller's thread copies output, one daemon thread copies input. The terminal is
 * restored when the session closes and by a shutdown hook, so signals that end the program restore
 * it as well.
 */
package org.javisor.cli.console;
