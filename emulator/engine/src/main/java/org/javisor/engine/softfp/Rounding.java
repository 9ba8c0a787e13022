package org.javisor.engine.softfp;

/**
 * How to round, and where to raise flags.
 *
 * @param mode a {@link RoundingMode} ordinal
 */
public record Rounding(int mode, FloatFlags flags) {}
