package org.javisor.bench;

import java.util.Locale;

/** The bare-metal kernels, in the table's order; a source file each in {@code src/bench/guest}. */
enum BareKernel {
  MIX("integer"),
  SIEVE("integer"),
  SORT("integer"),
  HASH("integer"),
  CHASE("memory"),
  STREAM("memory"),
  BYTECODE("indirect jumps and calls"),
  CALLS("indirect jumps and calls"),
  SWITCH("indirect jumps and calls"),
  FIB("indirect jumps and calls"),
  MATMUL("double"),
  NBODY("double"),
  LU("double"),
  FMATMUL("float"),
  MANDELBROT("float"),
  PATCH("code that changes"),
  REGENERATE("code that changes"),
  BESIDE("code that changes"),
  LUKE("code that is seldom executed"),
  ONCE("code that is seldom executed"),
  TRAPS("privileged"),
  SPACES("privileged");

  private final String group;

  BareKernel(String group) {
    this.group = group;
  }

  String group() {
    return group;
  }

  /** The name of its source, image and row. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the first repetition counts, not those that come when everything is translated. */
  boolean isCold() {
    return this == LUKE || this == ONCE;
  }
}
