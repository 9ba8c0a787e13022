/**
 * One file per command.
 *
 * <p>May use: {@code supervisor.api}, {@code supervisor.client}, {@code cli.render}, {@code
 * cli.console}. Must not use: standard streams, the exit status, native calls.
 *
 * <p>A command returns an exit code or throws a {@code VmException}, which is printed and mapped in
 * one place. Every command that prints a result takes {@code -o table|json} and shows an example in
 * its help.
 */
package org.javisor.cli.command;
