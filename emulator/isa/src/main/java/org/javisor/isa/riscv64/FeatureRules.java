package org.javisor.isa.riscv64;

import java.util.Map;

/**
 * How extensions hang together: what comes with what, and what cannot be without what.
 *
 * <p>Spec: [RISCV-UNPRIV] the dependencies in each extension's first paragraph. Messages and their
 * order are QEMU's.
 */
final class FeatureRules {
  /** {@code cause} brings {@code implied} with it unless those were turned off by name. */
  private record Rule(Extension cause, long implied) {
    Rule(Extension cause, Extension... implied) {
      this(cause, Features.of(implied).bits());
    }
  }

  /** A contradiction: {@code extension} without one of {@code needed}. */
  private record Conflict(Extension extension, long needed, String message) {
    Conflict(Extension extension, Extension needed, String message) {
      this(extension, needed.bit(), message);
    }
  }

  private static final Rule[] RULES = {
    new Rule(Extension.A, Extension.ZALRSC, Extension.ZAAMO),
    new Rule(Extension.B, Extension.ZBA, Extension.ZBB, Extension.ZBS),
    new Rule(Extension.C, Extension.ZCA),
    new Rule(Extension.D, Extension.F),
    new Rule(Extension.M, Extension.ZMMUL),
    new Rule(Extension.ZCB, Extension.ZCA),
    new Rule(Extension.ZCD, Extension.D, Extension.ZCA),
    new Rule(Extension.ZFA, Extension.F),
    new Rule(Extension.ZFH, Extension.ZFHMIN),
    new Rule(Extension.ZFHMIN, Extension.F),
    new Rule(Extension.F, Extension.ZICSR),
    new Rule(Extension.ZICNTR, Extension.ZICSR),
    new Rule(Extension.ZIHPM, Extension.ZICSR)
  };

  private static final Conflict[] CONFLICTS = {
    new Conflict(Extension.S, Extension.U, "Setting S extension without U extension is illegal"),
    new Conflict(Extension.F, Extension.ZICSR, "F extension requires Zicsr"),
    new Conflict(Extension.ZACAS, Extension.A, "Zacas extension requires A extension"),
    new Conflict(Extension.ZAWRS, Extension.A, "Zawrs extension requires A extension"),
    new Conflict(Extension.ZFA, Extension.F, "Zfa extension requires F extension"),
    new Conflict(Extension.ZFHMIN, Extension.F, "Zfh/Zfhmin extensions require F extension"),
    new Conflict(Extension.D, Extension.F, "D extension requires F extension"),
    new Conflict(Extension.ZCD, Extension.D, "Zcd extension requires D extension"),
    new Conflict(Extension.ZCD, Extension.ZCA, Text.COMPRESSED),
    new Conflict(Extension.ZCB, Extension.ZCA, Text.COMPRESSED)
  };

  /** A message that stands for several rows. */
  private static final class Text {
    static final String COMPRESSED = "Zcf/Zcd/Zcb/Zcmp/Zcmt extensions require Zca extension";
  }

  private static final int[] SATP_MODES = {HartConfig.SV39, HartConfig.SV48, HartConfig.SV57};

  private FeatureRules() {}

  static CpuConfig configure(CpuModel model, CpuSwitches switches) throws CpuConfigException {
    long set = switched(model, switches.extensions());
    long fixed = 0;
    for (Extension extension : switches.extensions().keySet()) {
      fixed |= extension.bit();
    }
    if (!model.isVendor()) {
      set = withImplied(set, fixed);
    }
    set = checked(set, fixed);
    return new CpuConfig(model, new Features(set), satpMode(model, switches.satpModes()));
  }

  private static long switched(CpuModel model, Map<Extension, Boolean> switches)
      throws CpuConfigException {
    long set = model.extensions();
    for (Map.Entry<Extension, Boolean> entry : switches.entrySet()) {
      Extension extension = entry.getKey();
      boolean on = entry.getValue();
      if (on && (set & extension.bit()) == 0) {
        if (model.isVendor()) {
          throw new CpuConfigException(
              extension.text(), "'" + model.text() + "' CPU does not allow enabling extensions");
        }
        if (!extension.isImplemented()) {
          throw new CpuConfigException(
              extension.text(), "extension '" + extension.text() + "' is not implemented");
        }
      }
      set = on ? set | extension.bit() : set & ~extension.bit();
    }
    return set;
  }

  /** Adds what follows, again and again until nothing new follows; what was said by name stays. */
  private static long withImplied(long set, long fixed) {
    long before = 0;
    long now = set;
    while (now != before) {
      before = now;
      for (Rule rule : RULES) {
        if ((now & rule.cause().bit()) != 0) {
          now |= rule.implied() & ~fixed;
        }
      }
      boolean doubles = (now & Extension.C.bit()) != 0 && (now & Extension.D.bit()) != 0;
      now |= doubles ? Extension.ZCD.bit() & ~fixed : 0;
    }
    return now;
  }

  private static long checked(long set, long fixed) throws CpuConfigException {
    if ((set & Extension.I.bit()) == 0) {
      throw new CpuConfigException("", "Either I or E extension must be set");
    }
    for (Conflict conflict : CONFLICTS) {
      if ((set & conflict.extension().bit()) != 0 && (set & conflict.needed()) == 0) {
        throw new CpuConfigException("", conflict.message());
      }
    }
    long kept = withoutCounters(set, fixed, Extension.ZICNTR);
    return withoutCounters(kept, fixed, Extension.ZIHPM);
  }

  /** Counters go with Zicsr, unless they were asked for. */
  private static long withoutCounters(long set, long fixed, Extension counters)
      throws CpuConfigException {
    if ((set & Extension.ZICSR.bit()) != 0 || (set & counters.bit()) == 0) {
      return set;
    }
    if ((fixed & counters.bit()) != 0) {
      throw new CpuConfigException("", counters.text() + " requires zicsr");
    }
    return set & ~counters.bit();
  }

  /**
   * The largest mode: the largest that was turned on; without one, the largest below the smallest
   * that was turned off.
   */
  private static int satpMode(CpuModel model, Map<Integer, Boolean> switches)
      throws CpuConfigException {
    int largest = model.maxSatpMode();
    int on = 0;
    for (int mode : SATP_MODES) {
      if (switches.getOrDefault(mode, false)) {
        on = mode;
      }
    }
    if (on > largest) {
      throw new CpuConfigException(
          "", "satp_mode " + name(on) + " is higher than hw max capability " + name(largest));
    }
    int below = 0;
    for (int mode : SATP_MODES) {
      boolean off = !switches.getOrDefault(mode, true);
      if (off && mode < on) {
        throw new CpuConfigException(
            "", "cannot disable " + name(mode) + " satp mode if " + name(on) + " is enabled");
      }
      if (off && on == 0) {
        return Math.min(below, model.satpMode());
      }
      below = mode;
    }
    return on == 0 ? model.satpMode() : on;
  }

  private static String name(int mode) {
    return switch (mode) {
      case HartConfig.SV39 -> "sv39";
      case HartConfig.SV48 -> "sv48";
      default -> "sv57";
    };
  }
}
