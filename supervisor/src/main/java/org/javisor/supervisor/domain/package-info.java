/**
 * The types of the daemon's domain: what a machine is, beyond what a client says.
 *
 * <p>May use: {@code supervisor.api}. Must not use: the file system, processes, monitors.
 * Everything here is immutable.
 *
 * <p>To add a field to a definition: a component in {@code api.VmSpec}, its check in {@code
 * domain.check}, its option in {@code process.CommandLine}.
 */
package org.javisor.supervisor.domain;
