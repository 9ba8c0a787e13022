/**
 * The IR interpreter: portable, and the reference that every code generator is tested against.
 *
 * <p>{@link org.javisor.engine.interp.Encoder} turns a unit's IR into a compact array once; {@link
 * org.javisor.engine.interp.Interpreter} executes that, going from unit to unit by links and a jump
 * cache. An IR operator is one line in the encoder and one case in the interpreter. A vCPU's own
 * thread only. May use: ir, isa, translate, mmu, vcpu's state. Must not use: a concrete
 * architecture.
 */
package org.javisor.engine.interp;
