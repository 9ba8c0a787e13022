/**
 * The code generator for x86-64 hosts, and the assembler that it writes with.
 *
 * <p>May use: {@code engine} and {@code host}. Must not use: a concrete {@code isa}.
 *
 * <p>Threading: an assembler belongs to one thread. Code that others may execute is changed by
 * {@link org.javisor.engine.jit.CodeRegion} only, in aligned pieces.
 *
 * <p>To add an instruction: one method in the assembler class of its kind, one line in the golden
 * test's templates, and the golden file written anew as the test says.
 */
package org.javisor.engine.jit.x86_64;
