/**
 * The contract: commands, events, types, one handler per schema file, the router, the
 * introspection. Most of it is generated from {@code src/main/qapi} by {@code src/codegen}; what is
 * written by hand is what the generated code stands on.
 *
 * <p>May use: {@code qmp.wire}, {@code host.fd}. Must not use: {@code qmp.server}, {@code
 * qmp.client}.
 *
 * <p>Threading: records are immutable; a router calls its handlers on the caller's thread.
 *
 * <p>To add a command: one stanza in the schema file of its subsystem, then the method that the
 * handler's implementation now lacks.
 */
package org.javisor.qmp.api;
