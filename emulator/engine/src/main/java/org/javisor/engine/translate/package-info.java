/**
 * Translation units: building them from guest code through a front end, keeping them, dropping them
 * when their code changes.
 *
 * <p>{@link org.javisor.engine.translate.UnitBuilder} collects a unit's IR, a {@link
 * org.javisor.engine.translate.Backend} makes it executable (the interpreter's encoder, the
 * machine-code emitter), {@link org.javisor.engine.translate.CodeCache} keeps it for all vCPUs,
 * under its lock. May use: ir, isa, bus. Must not use: a concrete architecture.
 */
package org.javisor.engine.translate;
