package org.javisor.isa.riscv64;

/**
 * A row of a table of 16-bit instructions: each stands for a 32-bit one, into which it is expanded
 * before translation, so that every meaning is described once.
 *
 * <p>Spec: [RISCV-UNPRIV] 27, 28.
 */
interface Compressed {
  /** No 32-bit instruction is all zeros: a reserved encoding. */
  int ILLEGAL = 0;

  /** The row's name: mnemonic with dots as underscores. */
  String name();

  /** The encoding, most significant bit first. */
  String pattern();

  /** The extensions of which the hart must have at least one, as {@link Features#bits}. */
  long anyOf();

  /** The 32-bit instruction that {@code c} stands for, or {@link #ILLEGAL}. */
  int expand(int c);
}
