package org.javisor.isa.riscv64;

import java.util.Arrays;

/**
 * What higher privileges let lower ones do: menvcfg and senvcfg, and the state enables.
 *
 * <p>Spec: [RISCV-PRIV] 3.1.18, 10.1.10; Smstateen 2; [RISCV-UNPRIV] 19.5 (cache blocks).
 */
final class Environment {
  private static final long STCE = 1L << 63;
  private static final long PBMTE = 1L << 62;
  private static final long ADUE = 1L << 61;
  private static final long FIOM = 1;
  private static final long CBIE = 3 << 4;
  private static final long CBCFE = 1 << 6;
  private static final long CBZE = 1 << 7;
  private static final long BLOCKS = CBIE | CBCFE | CBZE;

  /** State enables: of the enables below, and of senvcfg. */
  private static final long ENABLES = 1L << 63;

  private static final long ENVCFG = 1L << 62;
  private static final int STATE_ENABLES = 4;

  private final Features features;
  private final long machineWritable;
  private final long[] mstateen = new long[STATE_ENABLES];
  private long menvcfg;
  private long senvcfg;

  Environment(Features features) {
    this.features = features;
    machineWritable =
        FIOM
            | BLOCKS
            | (features.has(Extension.SSTC) ? STCE : 0)
            | (features.has(Extension.SVPBMT) ? PBMTE : 0)
            | (features.has(Extension.SVADU) ? ADUE : 0);
  }

  /** As QEMU's harts begin: page-table features are on, Svadu unless Svade is there, too. */
  void reset() {
    menvcfg = machineWritable & (features.has(Extension.SVADE) ? PBMTE : PBMTE | ADUE);
    senvcfg = 0;
    Arrays.fill(mstateen, 0);
  }

  /** As firmware leaves it for a supervisor that may do everything. */
  void openAll() {
    menvcfg = machineWritable & ~FIOM;
    Arrays.fill(mstateen, ENABLES);
    mstateen[0] |= ENVCFG;
  }

  long machine() {
    return menvcfg;
  }

  void writeMachine(long value) {
    menvcfg = legal(value, menvcfg, machineWritable);
  }

  long supervisor() {
    return senvcfg;
  }

  void writeSupervisor(long value) {
    senvcfg = legal(value, senvcfg, FIOM | BLOCKS);
  }

  /** CBIE has no value 2. */
  private static long legal(long value, long old, long writable) {
    long fields = value & writable;
    return (fields & CBIE) == 2 << 4 ? fields & ~CBIE | old & CBIE : fields;
  }

  long stateEnables(int index) {
    return mstateen[index];
  }

  void writeStateEnables(int index, long value) {
    mstateen[index] = value & (index == 0 ? ENABLES | ENVCFG : ENABLES);
  }

  /** Whether a supervisor may use its state enables {@code index}. */
  boolean stateEnablesOpen(int index, int privilege) {
    return privilege == Hart.MACHINE || (mstateen[index] & ENABLES) != 0;
  }

  /** Whether a supervisor may use senvcfg. */
  boolean supervisorOpen(int privilege) {
    return privilege == Hart.MACHINE
        || !features.has(Extension.SMSTATEEN)
        || (mstateen[0] & ENVCFG) != 0;
  }

  /** Whether stimecmp makes the supervisor's timer interrupt. */
  boolean timerCompare() {
    return (menvcfg & STCE) != 0;
  }

  boolean memoryTypes() {
    return (menvcfg & PBMTE) != 0;
  }

  /** Whether page walks set accessed and dirty bits. */
  boolean updates() {
    return features.has(Extension.SVADU) ? (menvcfg & ADUE) != 0 : !features.has(Extension.SVADE);
  }

  private long blockRights(int privilege) {
    return switch (privilege) {
      case Hart.MACHINE -> BLOCKS;
      case Hart.SUPERVISOR -> menvcfg & BLOCKS;
      default -> features.has(Extension.S) ? menvcfg & senvcfg & BLOCKS : menvcfg & BLOCKS;
    };
  }

  /** Whether any cache-block operation is illegal for {@code privilege}. */
  boolean blocksRestricted(int privilege) {
    long rights = blockRights(privilege);
    return (rights & CBCFE) == 0 || (rights & CBZE) == 0 || (rights & CBIE) == 0;
  }

  /**
   * Whether {@code privilege} may execute the cache-block operation with function number {@code
   * function}: cbo.inval 0, cbo.clean 1, cbo.flush 2, cbo.zero 4.
   */
  boolean blockOperationOpen(int function, int privilege) {
    long rights = blockRights(privilege);
    return switch (function) {
      case 0 -> (rights & CBIE) != 0;
      case 4 -> (rights & CBZE) != 0;
      default -> (rights & CBCFE) != 0;
    };
  }
}
