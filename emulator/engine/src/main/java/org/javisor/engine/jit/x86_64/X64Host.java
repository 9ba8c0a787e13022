package org.javisor.engine.jit.x86_64;

import java.lang.invoke.MethodHandle;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.HostCode;
import org.javisor.engine.translate.Backend;

/** x86-64 as a host: what its processor can, and the code that enters and leaves. */
public final class X64Host implements HostCode {
  private static final int ROUNDING_SHIFT = 13;
  private static final int ROUNDING = 3 << ROUNDING_SHIFT;
  private static final int FLAGS = 0x3F;

  /** mov rdx, [r15 + rcx + 24] and two bytes without effect, in place of a guess. */
  private static final long READ_ENTRY = 0x90_66_18_0F_54_8B_49L;

  /** MXCSR's rounding control for nearest even, towards zero, down, up. */
  private static final int[] ROUNDING_CONTROL = {0, 3, 1, 2};

  /**
   * How code is made.
   *
   * @param slice how many instructions are granted at a time between looks at the attention word
   * @param checkedRam host address and size of each block of guest RAM, when code is to check that
   *     it accesses nothing else; else empty
   */
  public record Options(int slice, long[] checkedRam) {}

  private final CodeRegion region;
  private final HostFeatures features;
  private final HostMap map;
  private final Stubs stubs;

  /**
   * Writes what all units share to the beginning of {@code region}.
   *
   * @param entry enters code: {@code (long address, long, long) -> long}
   */
  public X64Host(CodeRegion region, MethodHandle entry, FrontEnd frontEnd, Options options) {
    this.region = region;
    this.features = HostFeatures.detect(region.memory(), entry);
    this.map = new HostMap(frontEnd);
    this.stubs = new Stubs(new Assembler(), map, region, options);
  }

  HostFeatures features() {
    return features;
  }

  Stubs stubs() {
    return stubs;
  }

  @Override
  public Backend backend(FrontEnd frontEnd) {
    return new X64Backend(region, map, this, frontEnd::usesFloat);
  }

  @Override
  public long enter(boolean floats) {
    return stubs.enter(floats);
  }

  @Override
  public boolean checks() {
    return stubs.checks() != null;
  }

  @Override
  public String checkedPlace(int number) {
    return AccessChecks.Place.values()[number].text();
  }

  @Override
  public void stopGuessing(CodeRegion code, int place) {
    int shift = 8 * (place & 7);
    code.patchWord(place & -8, READ_ENTRY << shift, (1L << 56) - 1 << shift);
  }

  @Override
  public int withRounding(int control, int rounding) {
    int host = rounding < ROUNDING_CONTROL.length ? ROUNDING_CONTROL[rounding] : 0;
    return control & ~ROUNDING | host << ROUNDING_SHIFT;
  }

  /** MXCSR: invalid 0, denormal 1, divide by zero 2, overflow 3, underflow 4, precision 5. */
  @Override
  public int flags(int control) {
    return (control & 1) << 4
        | (control >> 2 & 1) << 3
        | (control >> 3 & 1) << 2
        | (control >> 4 & 1) << 1
        | control >> 5 & 1;
  }

  @Override
  public int withoutFlags(int control) {
    return control & ~FLAGS;
  }
}
