/**
 * The contract between the engine and a guest architecture.
 *
 * <p>A front end ({@link org.javisor.engine.isa.FrontEnd}) turns guest instructions into IR and
 * knows nothing of execution; a guest CPU ({@link org.javisor.engine.isa.GuestCpu}) holds the
 * privileged state: traps, interrupts, translation. The engine offers them {@link
 * org.javisor.engine.isa.VcpuPort}. May use: bus. Must not use: a concrete architecture, devices.
 */
package org.javisor.engine.isa;
