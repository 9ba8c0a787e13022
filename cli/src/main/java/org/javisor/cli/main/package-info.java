/**
 * The command line's entry point: the catalogue of commands, failures to one sentence and an exit
 * code.
 *
 * <p>May use everything in the command line, standard streams and the exit status.
 *
 * <p>To add a command: {@code command/VerbCommand.java} and one line in {@code Javisor}.
 */
package org.javisor.cli.main;
