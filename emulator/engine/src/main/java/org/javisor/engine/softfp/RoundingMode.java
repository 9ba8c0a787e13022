package org.javisor.engine.softfp;

/** Rounding modes; functions take their ordinals, which are RISC-V's rm values. */
public enum RoundingMode {
  NEAREST_EVEN,
  TOWARD_ZERO,
  DOWN,
  UP,
  NEAREST_AWAY
}
