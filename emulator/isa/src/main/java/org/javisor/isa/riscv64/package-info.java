/**
 * The riscv64 front end and hart.
 *
 * <p>One enum for each extension: a row is an instruction with its encoding as the manual prints
 * it, and one case of the enum's switch is its meaning, as IR. {@link
 * org.javisor.isa.riscv64.InstructionSet} lists the enums; {@link org.javisor.isa.riscv64.Hart} is
 * the privileged state. To add an instruction: one row and one case. To add an extension: one file
 * and one line in InstructionSet. May use: engine, bus. Must not use: devices, threads, files. A
 * hart belongs to its vCPU's thread, but for its interrupt inputs.
 */
package org.javisor.isa.riscv64;
