/**
 * Machines and their life: one file per verb.
 *
 * <p>May use: {@code api}, {@code domain}, {@code store}, {@code process}, {@code monitor}, {@code
 * console}. Must not use: the wire.
 *
 * <p>Threading: each {@code Instance} has one driver thread; whatever talks to its monitor runs
 * there, in order. What clients read is one immutable {@code Snapshot} in a volatile field, so
 * reading never waits for an emulator. {@code KillVerb} passes the driver by, since the driver may
 * be waiting for an emulator that hangs.
 *
 * <p>To add a verb: a file with its steps, a method in {@code Instances} that calls it.
 */
package org.javisor.supervisor.instance;
