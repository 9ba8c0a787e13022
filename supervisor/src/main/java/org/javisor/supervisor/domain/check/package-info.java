/**
 * Checks a definition and reports every problem at once, each with its field and a hint.
 *
 * <p>May use: {@code supervisor.api}, reading files. Must not use: processes, monitors, the store.
 * Checks hold no state; any thread may run them. They are for clear sentences: what matters for
 * safety is checked again where it is used.
 *
 * <p>To add a check: a method in {@code DefinitionCheck} that adds to the list.
 */
package org.javisor.supervisor.domain.check;
