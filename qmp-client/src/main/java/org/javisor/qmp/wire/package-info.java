/**
 * The monitor protocol's bytes: JSON in the dialect that QMP peers speak, and the shapes of
 * greeting, reply, error and event.
 *
 * <p>May use: the JDK. Must not use: other packages of this project, regular expressions,
 * formatters, streams or lambdas (the emulator greets its first client within milliseconds).
 *
 * <p>Threading: values are immutable except {@link JsonObject} while it is being filled; a parser
 * belongs to one thread at a time.
 *
 * <p>To add a message shape: one method in {@link QmpMessages}.
 */
package org.javisor.qmp.wire;
