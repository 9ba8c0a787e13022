/**
 * Benches that a stranger can run: {@code mvn -q verify -Pbench -DskipTests} prints one table, with
 * QEMU beside Javisor where it is installed. Never part of the gate.
 *
 * <p>The guests are built from {@code src/bench}: bare-metal kernels that need no more than an SBI,
 * and a first process for Debian's kernel. To add a kernel: a source file there and a line in
 * {@link BareKernel}. To add another kind of measurement: a {@link Subject} and a line in {@link
 * Bench}.
 */
package org.javisor.bench;
