/**
 * Translation units: building them from guest code through a front end, keeping them, dropping them
 * when their code changes.
 *
 * <p>{@link org.javisor.engine.translate.UnitBuilder} collects a unit's IR, a {@link
 * org.javisor.engine.translate.Backend} makes it executable (the interpreter's encoder today; the
 * machine-code emitter is to be a second one), {@link org.javisor.engine.translate.CodeCache} keeps
 * it. A vCPU's own thread only. May use: ir, isa, bus. Must not use: a concrete architecture.
 */
package org.javisor.engine.translate;
