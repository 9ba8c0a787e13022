/**
 * The command line, in QEMU's spelling, turned into records.
 *
 * <p>Nothing below sees an option string. No regular expressions, streams or formatting here:
 * parsing is part of every start. To add an option: one row in {@link
 * org.javisor.system.config.Option} and one case in {@link org.javisor.system.config.CommandLine}.
 * Pure functions.
 */
package org.javisor.system.config;
