package org.javisor.engine.translate;

/**
 * What a unit was translated from: where the guest sees the code, where it lies, and for which
 * mode.
 */
public record UnitKey(long pc, long physical, int mode) {}
