package org.javisor.isa.riscv64;

import java.util.Optional;
import java.util.Set;

/**
 * The extensions that the tables know, in the order of the ISA string: single letters, then names
 * that begin with Z, then those that begin with S.
 *
 * <p>A row says how the name is spelt, what kind it is, whether the plain model {@code rv64} has
 * it. To add one: a row here, its dependencies in {@link FeatureRules}, its instructions in {@link
 * InstructionSet}. Places kept: V behind B and H behind V among the letters, the vector names
 * behind Zkt, Sh… and AIA (Smaia, Ssaia) among the S names.
 *
 * <p>Spec: [RISCV-UNPRIV] 37 (naming), [RISCV-PRIV] 3.1.1 (misa).
 */
public enum Extension {
  I("i", Kind.LETTER, true),
  M("m", Kind.LETTER, true),
  A("a", Kind.LETTER, true),
  F("f", Kind.LETTER, true),
  D("d", Kind.LETTER, true),
  C("c", Kind.LETTER, true),
  B("b", Kind.LETTER, false),
  S("s", Kind.MODE, true),
  U("u", Kind.MODE, true),
  ZIC64B("zic64b", Kind.DERIVED, true),
  ZICBOM("zicbom", Kind.NAME, true),
  ZICBOP("zicbop", Kind.NAME, true),
  ZICBOZ("zicboz", Kind.NAME, true),
  ZICCAMOA("ziccamoa", Kind.DERIVED, true),
  ZICCIF("ziccif", Kind.DERIVED, true),
  ZICCLSM("zicclsm", Kind.DERIVED, true),
  ZICCRSE("ziccrse", Kind.DERIVED, true),
  ZICOND("zicond", Kind.NAME, false),
  ZICNTR("zicntr", Kind.NAME, true),
  ZICSR("zicsr", Kind.NAME, true),
  ZIFENCEI("zifencei", Kind.NAME, true),
  ZIHINTNTL("zihintntl", Kind.NAME, true),
  ZIHINTPAUSE("zihintpause", Kind.NAME, true),
  ZIHPM("zihpm", Kind.NAME, true),
  ZMMUL("zmmul", Kind.NAME, false),
  ZA64RS("za64rs", Kind.DERIVED, true),
  ZAAMO("zaamo", Kind.NAME, false),
  ZABHA("zabha", Kind.NAME, false),
  ZACAS("zacas", Kind.NAME, false),
  ZALRSC("zalrsc", Kind.NAME, false),
  ZAWRS("zawrs", Kind.NAME, true),
  ZFA("zfa", Kind.NAME, true),
  ZFH("zfh", Kind.NAME, false),
  ZFHMIN("zfhmin", Kind.NAME, false),
  ZCA("zca", Kind.NAME, false),
  ZCB("zcb", Kind.NAME, false),
  ZCD("zcd", Kind.NAME, false),
  ZBA("zba", Kind.NAME, true),
  ZBB("zbb", Kind.NAME, true),
  ZBC("zbc", Kind.NAME, true),
  ZBS("zbs", Kind.NAME, true),
  ZKT("zkt", Kind.NAME, false),
  SMSTATEEN("smstateen", Kind.NAME, false),
  SSCCPTR("ssccptr", Kind.DERIVED, true),
  SSCOUNTERENW("sscounterenw", Kind.DERIVED, true),
  SSTC("sstc", Kind.NAME, true),
  SSTVALA("sstvala", Kind.DERIVED, true),
  SSTVECD("sstvecd", Kind.DERIVED, true),
  SSU64XL("ssu64xl", Kind.DERIVED, true),
  SVADE("svade", Kind.NAME, false),
  SVADU("svadu", Kind.NAME, true),
  SVINVAL("svinval", Kind.NAME, false),
  SVNAPOT("svnapot", Kind.NAME, false),
  SVPBMT("svpbmt", Kind.NAME, false),
  SVVPTC("svvptc", Kind.NAME, true);

  /**
   * Switches of extensions that are known but not there at all: they may be turned off, which says
   * nothing new.
   */
  private static final Set<String> ABSENT =
      Set.of(
          "e",
          "h",
          "q",
          "v",
          "g",
          "smaia",
          "smcdeleg",
          "smcntrpmf",
          "smcsrind",
          "smctr",
          "smdbltrp",
          "smepmp",
          "smmpm",
          "smnpm",
          "smrnmi",
          "ssaia",
          "ssccfg",
          "sscofpmf",
          "sscsrind",
          "ssctr",
          "ssdbltrp",
          "ssnpm",
          "sspm",
          "supm",
          "zama16b",
          "zbkb",
          "zbkc",
          "zbkx",
          "zce",
          "zcf",
          "zcmop",
          "zcmp",
          "zcmt",
          "zdinx",
          "zfbfmin",
          "zfinx",
          "zhinx",
          "zhinxmin",
          "zicfilp",
          "zicfiss",
          "zimop",
          "zk",
          "zkn",
          "zknd",
          "zkne",
          "zknh",
          "zkr",
          "zks",
          "zksed",
          "zksh",
          "ztso",
          "zvbb",
          "zvbc",
          "zve32f",
          "zve32x",
          "zve64d",
          "zve64f",
          "zve64x",
          "zvfbfmin",
          "zvfbfwma",
          "zvfh",
          "zvfhmin",
          "zvkb",
          "zvkg",
          "zvkn",
          "zvknc",
          "zvkned",
          "zvkng",
          "zvknha",
          "zvknhb",
          "zvks",
          "zvksc",
          "zvksed",
          "zvksg",
          "zvksh",
          "zvkt");

  /** What a row is. */
  enum Kind {
    /** A letter of misa and of the ISA string. */
    LETTER,
    /** A letter of misa that stands for a privilege mode and is not in the ISA string. */
    MODE,
    /** A name of the ISA string with a switch of its own. */
    NAME,
    /** A name for what is so anyhow: without a switch. */
    DERIVED,
    /** Known, with a switch that cannot be turned on yet. */
    MISSING
  }

  private final String text;
  private final Kind kind;
  private final boolean inRv64;

  Extension(String text, Kind kind, boolean inRv64) {
    this.text = text;
    this.kind = kind;
    this.inRv64 = inRv64;
  }

  /** The extension whose switch is called {@code name}. */
  public static Optional<Extension> withSwitch(String name) {
    for (Extension extension : values()) {
      if (extension.kind != Kind.DERIVED && extension.text.equals(name)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }

  /** Whether {@code name} is the switch of an extension that is known but not there. */
  public static boolean isAbsent(String name) {
    return ABSENT.contains(name);
  }

  /** The switches of extensions that are known but not there. */
  public static Set<String> absent() {
    return ABSENT;
  }

  /** Its name as the ISA string and the switch spell it. */
  public String text() {
    return text;
  }

  /** Whether it can be turned on. */
  public boolean isImplemented() {
    return kind != Kind.MISSING;
  }

  Kind kind() {
    return kind;
  }

  boolean inRv64() {
    return inRv64;
  }

  /** Its place in {@link Features#bits}. */
  long bit() {
    return 1L << ordinal();
  }
}
