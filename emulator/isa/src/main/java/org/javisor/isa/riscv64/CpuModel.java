package org.javisor.isa.riscv64;

import java.util.Optional;

/**
 * CPU models that can be asked for by name: which extensions each has before switches.
 *
 * <p>Spec: none; the names and their contents are QEMU's.
 */
public enum CpuModel {
  /** Everything that there is. */
  MAX("max", HartConfig.SV57, HartConfig.SV57),
  /** The plain model. */
  RV64("rv64", HartConfig.SV57, HartConfig.SV57),
  /** What the profile RVA22S64 demands. */
  RVA22S64("rva22s64", HartConfig.SV39, HartConfig.SV57),
  /** A core of 2018, of the privileged architecture 1.10; can be switched down only. */
  SIFIVE_U54("sifive-u54", HartConfig.SV39, HartConfig.SV39);

  private final String text;
  private final int satpMode;
  private final int maxSatpMode;

  CpuModel(String text, int satpMode, int maxSatpMode) {
    this.text = text;
    this.satpMode = satpMode;
    this.maxSatpMode = maxSatpMode;
  }

  /** The model called {@code name}. */
  public static Optional<CpuModel> of(String name) {
    for (CpuModel model : values()) {
      if (model.text.equals(name)) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }

  /** Its name on the command line. */
  public String text() {
    return text;
  }

  /** The largest translation mode that it has unless told otherwise, as satp spells it. */
  int satpMode() {
    return satpMode;
  }

  /** The largest translation mode that it can be given. */
  int maxSatpMode() {
    return maxSatpMode;
  }

  /** Whether it is a maker's: extensions may be turned off but not on. */
  public boolean isVendor() {
    return switch (this) {
      case MAX, RV64, RVA22S64 -> false;
      case SIFIVE_U54 -> true;
    };
  }

  /** The model without switches. */
  public CpuConfig plain() {
    try {
      return FeatureRules.configure(this, CpuSwitches.NONE);
    } catch (CpuConfigException e) {
      throw new IllegalStateException("model " + text + " contradicts itself", e);
    }
  }

  /**
   * The model with {@code switches} applied.
   *
   * @throws CpuConfigException when they contradict one another or the model
   */
  public CpuConfig configure(CpuSwitches switches) throws CpuConfigException {
    return FeatureRules.configure(this, switches);
  }

  /** What it has before switches and before what its extensions imply. */
  long extensions() {
    return switch (this) {
      case MAX -> all();
      case RV64 -> ofRv64();
      case RVA22S64 -> profile();
      case SIFIVE_U54 ->
          Features.of(
                  Extension.I,
                  Extension.M,
                  Extension.A,
                  Extension.F,
                  Extension.D,
                  Extension.C,
                  Extension.S,
                  Extension.U,
                  Extension.ZICNTR,
                  Extension.ZICSR,
                  Extension.ZIFENCEI,
                  Extension.ZIHPM)
              .bits();
    };
  }

  private static long all() {
    long bits = 0;
    for (Extension extension : Extension.values()) {
      if (extension.isImplemented() && extension != Extension.SVADE) {
        bits |= extension.bit();
      }
    }
    return bits;
  }

  private static long ofRv64() {
    long bits = 0;
    for (Extension extension : Extension.values()) {
      if (extension.inRv64()) {
        bits |= extension.bit();
      }
    }
    return bits;
  }

  private static long profile() {
    long bits = derived();
    Extension[] mandatory = {
      Extension.I,
      Extension.M,
      Extension.A,
      Extension.F,
      Extension.D,
      Extension.C,
      Extension.B,
      Extension.S,
      Extension.U,
      Extension.ZICBOM,
      Extension.ZICBOP,
      Extension.ZICBOZ,
      Extension.ZICNTR,
      Extension.ZICSR,
      Extension.ZIFENCEI,
      Extension.ZIHINTPAUSE,
      Extension.ZIHPM,
      Extension.ZFHMIN,
      Extension.ZKT,
      Extension.SVADE,
      Extension.SVINVAL,
      Extension.SVPBMT
    };
    for (Extension extension : mandatory) {
      bits |= extension.isImplemented() ? extension.bit() : 0;
    }
    return bits;
  }

  private static long derived() {
    long bits = 0;
    for (Extension extension : Extension.values()) {
      if (extension.kind() == Extension.Kind.DERIVED) {
        bits |= extension.bit();
      }
    }
    return bits;
  }
}
