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

  /** The extensions of which the hart must have at least one, as {@link Features#bits}. */
  long anyOf();

  /** The extensions that it must have besides, as {@link Features#bits}. */
  default long besides() {
    return 0;
  }

  /** Emits the instruction's meaning. */
  void emit(Emitter e);
}
