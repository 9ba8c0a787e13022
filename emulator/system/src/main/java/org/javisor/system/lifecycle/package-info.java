/**
 * The machine's life: prelaunch, running, paused, shut down; reset and end.
 *
 * <p>{@link org.javisor.system.lifecycle.Machine} has one driver thread that makes all transitions;
 * whoever wants one asks and may wait. Events are told before the answer to what caused them. May
 * use: board, qmp's schema. Must not use: the monitor, option strings.
 */
package org.javisor.system.lifecycle;
