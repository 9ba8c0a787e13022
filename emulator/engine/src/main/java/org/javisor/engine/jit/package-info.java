/**
 * Guest code as host machine code: the runtime that the emitters share.
 *
 * <p>{@link org.javisor.engine.jit.CodeRegion} holds the code of all units of a machine, {@link
 * org.javisor.engine.jit.JitUnit} is one of them, {@link org.javisor.engine.jit.JitExecutor} enters
 * code and serves the exits through which it asks for what machine code does not do itself; an exit
 * leaves a record ({@link org.javisor.engine.jit.ExitRecord}) in the code. An emitter is a package
 * below with a {@link org.javisor.engine.translate.Backend} and the code that enters and leaves.
 *
 * <p>Threads: a region is written by whoever holds the code cache's lock and executed by every
 * vCPU; an executor belongs to its vCPU. May use: everything in engine, host. Must not use: a
 * concrete architecture.
 */
package org.javisor.engine.jit;
