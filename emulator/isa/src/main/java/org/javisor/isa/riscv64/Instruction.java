package org.javisor.isa.riscv64;

/**
 * A row of an extension's table.
 *
 * <p>Spec: [RISCV-UNPRIV] instruction listings.
 */
interface Instruction {
  /** The row's name: mnemonic with dots as underscores. */
  String name();

  /** The encoding, most significant bit first. */
  String pattern();

  /** Emits the instruction's meaning. */
  void emit(Emitter e);
}
