package org.javisor.engine.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.Translation;
import org.javisor.engine.softfp.FloatFlags;
import org.javisor.engine.softfp.RoundingMode;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FloatOperatorsTest {
  private static final int NEAREST = RoundingMode.NEAREST_EVEN.ordinal();
  private static final int TRUNCATE = RoundingMode.TOWARD_ZERO.ordinal();
  private static final int UP = RoundingMode.UP.ordinal();
  private static final int DYNAMIC = 7;
  private static final int THIRD_SLOT = 40;
  private static final long THIRD = (long) (CpuState.SLOTS + 8 * THIRD_SLOT) << 32;
  private static final long TWO = -2L;

  private final RoundingCpu cpu = new RoundingCpu();
  private CpuState state;
  private FloatOperators operators;

  /** A CPU that only has a rounding mode. */
  private static final class RoundingCpu implements GuestCpu {
    private int rounding;

    @Override
    public int dynamicRounding() {
      return rounding;
    }

    private static IllegalStateException unexpected() {
      return new IllegalStateException("float operators ask for the rounding mode only");
    }

    @Override
    public void reset() {
      throw unexpected();
    }

    @Override
    public int mode() {
      throw unexpected();
    }

    @Override
    public int fetchMmuIndex() {
      throw unexpected();
    }

    @Override
    public Translation translate(long address, Access access, int mmuIndex) {
      throw unexpected();
    }

    @Override
    public GuestTrap trap(int cause, long value) {
      throw unexpected();
    }

    @Override
    public GuestTrap accessFault(long address, Access access) {
      throw unexpected();
    }

    @Override
    public GuestTrap misaligned(long address, Access access) {
      throw unexpected();
    }

    @Override
    public void enterTrap(GuestTrap trap, long pc) {
      throw unexpected();
    }

    @Override
    public boolean takeInterrupt() {
      throw unexpected();
    }

    @Override
    public boolean wakeUp() {
      throw unexpected();
    }

    @Override
    public long helper(int id, long a, long b) {
      throw unexpected();
    }

    @Override
    public String dump() {
      throw unexpected();
    }
  }

  @BeforeEach
  void allocate() throws HostException {
    state = new CpuState();
    operators = new FloatOperators(state, cpu);
  }

  @AfterEach
  void release() {
    state.close();
  }

  private static long d(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static long s(float value) {
    return Integer.toUnsignedLong(Float.floatToRawIntBits(value));
  }

  private void expect(IrOp op, long a, long b, long result) {
    assertEquals(
        Long.toHexString(result),
        Long.toHexString(operators.execute(op, a, b, NEAREST)),
        op.name());
  }

  @Test
  void doublesAreComputed() {
    expect(IrOp.FADD_64, d(3), d(1.5), d(4.5));
    expect(IrOp.FSUB_64, d(3), d(1.5), d(1.5));
    expect(IrOp.FMUL_64, d(3), d(1.5), d(4.5));
    expect(IrOp.FDIV_64, d(3), d(1.5), d(2));
    expect(IrOp.FSQRT_64, d(9), 0, d(3));
    expect(IrOp.FMIN_64, d(3), d(1.5), d(1.5));
    expect(IrOp.FMAX_64, d(3), d(1.5), d(3));
  }

  @Test
  void singlesAreComputedInTheLowHalf() {
    expect(IrOp.FADD_32, s(3), s(1.5f), s(4.5f));
    expect(IrOp.FSUB_32, s(3), s(1.5f), s(1.5f));
    expect(IrOp.FMUL_32, s(-3), s(1.5f), s(-4.5f));
    expect(IrOp.FDIV_32, s(3), s(1.5f), s(2));
    expect(IrOp.FSQRT_32, s(9), 0, s(3));
    expect(IrOp.FMIN_32, s(3), s(-1.5f), s(-1.5f));
    expect(IrOp.FMAX_32, s(3), s(-1.5f), s(3));
  }

  @Test
  void comparisonsGiveOneOrZero() {
    expect(IrOp.FEQ_64, d(1), d(1), 1);
    expect(IrOp.FLT_64, d(1), d(1), 0);
    expect(IrOp.FLE_64, d(1), d(1), 1);
    expect(IrOp.FEQ_64, d(1), d(2), 0);
    expect(IrOp.FLT_64, d(1), d(2), 1);
    expect(IrOp.FLE_64, d(2), d(1), 0);
    expect(IrOp.FEQ_32, s(1), s(1), 1);
    expect(IrOp.FLT_32, s(1), s(1), 0);
    expect(IrOp.FLE_32, s(1), s(1), 1);
    expect(IrOp.FEQ_32, s(1), s(2), 0);
    expect(IrOp.FLT_32, s(1), s(2), 1);
    expect(IrOp.FLE_32, s(2), s(1), 0);
  }

  @Test
  void conversionsNameTheirSourceFirst() {
    expect(IrOp.FCVT_F32_F64, s(1.5f), 0, d(1.5));
    expect(IrOp.FCVT_F64_F32, d(1.5), 0, s(1.5f));
    for (IrOp op : new IrOp[] {IrOp.FCVT_F64_I32, IrOp.FCVT_F64_I64}) {
      expect(op, d(-2), 0, TWO);
    }
    for (IrOp op : new IrOp[] {IrOp.FCVT_F32_I32, IrOp.FCVT_F32_I64}) {
      expect(op, s(-2), 0, TWO);
    }
    expect(IrOp.FCVT_F64_U32, d(0x1p31), 0, 0xFFFFFFFF80000000L);
    expect(IrOp.FCVT_F64_U64, d(0x1p63), 0, Long.MIN_VALUE);
    expect(IrOp.FCVT_F32_U32, s(0x1p31f), 0, 0xFFFFFFFF80000000L);
    expect(IrOp.FCVT_F32_U64, s(0x1p63f), 0, Long.MIN_VALUE);
  }

  @Test
  void integersOfHalfWidthIgnoreTheirUpperHalf() {
    long minusTwo = 0x1234_5678_FFFF_FFFEL;
    expect(IrOp.FCVT_I32_F64, minusTwo, 0, d(-2));
    expect(IrOp.FCVT_U32_F64, minusTwo, 0, d(0xFFFFFFFEL));
    expect(IrOp.FCVT_I32_F32, minusTwo, 0, s(-2));
    expect(IrOp.FCVT_U32_F32, minusTwo, 0, s(0x1p32f));
    expect(IrOp.FCVT_I64_F64, TWO, 0, d(-2));
    expect(IrOp.FCVT_U64_F64, TWO, 0, d(0x1p64));
    expect(IrOp.FCVT_I64_F32, TWO, 0, s(-2));
    expect(IrOp.FCVT_U64_F32, TWO, 0, s(0x1p64f));
  }

  @Test
  void theThirdOperandIsReadFromItsSlot() {
    state.setSlot(THIRD_SLOT, d(10));
    assertEquals(d(16), operators.execute(IrOp.FMADD_64, d(2), d(3), THIRD | NEAREST));
    state.setSlot(THIRD_SLOT, s(-10));
    assertEquals(s(-4), operators.execute(IrOp.FMADD_32, s(2), s(3), THIRD | NEAREST));
  }

  @Test
  void theModeComesFromTheOperatorOrFromTheCpu() {
    long third = d(1.0 / 3);
    cpu.rounding = UP;
    assertEquals(third, operators.execute(IrOp.FDIV_64, d(1), d(3), TRUNCATE));
    assertEquals(third + 1, operators.execute(IrOp.FDIV_64, d(1), d(3), UP));
    assertEquals(third + 1, operators.execute(IrOp.FDIV_64, d(1), d(3), DYNAMIC));
    cpu.rounding = TRUNCATE;
    assertEquals(third, operators.execute(IrOp.FDIV_64, d(1), d(3), DYNAMIC));
  }

  @Test
  void flagsAccumulate() {
    operators.execute(IrOp.FADD_64, d(1), d(2), NEAREST);
    assertEquals(0, state.floatFlags());
    operators.execute(IrOp.FDIV_64, d(1), d(0), NEAREST);
    assertEquals(FloatFlags.DIVIDE_BY_ZERO, state.floatFlags());
    operators.execute(IrOp.FDIV_64, d(1), d(3), NEAREST);
    assertEquals(FloatFlags.DIVIDE_BY_ZERO | FloatFlags.INEXACT, state.floatFlags());
    state.setFloatFlags(0);
    operators.execute(IrOp.FADD_64, d(1), d(2), NEAREST);
    assertEquals(0, state.floatFlags());
  }

  @Test
  void aSingleThatIsNotBoxedIsTheCanonicalNan() {
    assertEquals(s(1.5f), FloatOperators.pure(IrOp.FUNBOX_32, 0xFFFF_FFFF_0000_0000L | s(1.5f)));
    assertEquals(0x7FC00000L, FloatOperators.pure(IrOp.FUNBOX_32, s(1.5f)));
    assertEquals(0x7FC00000L, FloatOperators.pure(IrOp.FUNBOX_32, 0xFFFF_FFFE_0000_0000L));
    assertEquals(1 << 6, FloatOperators.pure(IrOp.FCLASS_64, d(1)));
    assertEquals(1 << 1, FloatOperators.pure(IrOp.FCLASS_32, s(-1)));
  }

  /** Whatever the guest's registers hold, every operator answers. */
  @Test
  void everyOperatorWithAModeIsHandled() {
    Set<IrOp> all = EnumSet.range(IrOp.FADD_16, IrOp.FCVT_MODULAR_F64_I32);
    all.removeAll(EnumSet.of(IrOp.FCLASS_16, IrOp.FCLASS_32, IrOp.FCLASS_64));
    state.setSlot(THIRD_SLOT, -1);
    for (IrOp op : all) {
      for (long operand : new long[] {-1, 0, Long.MIN_VALUE, 0x7FF0_0000_7F80_0000L}) {
        long result = operators.execute(op, operand, -1, THIRD | NEAREST);
        if (op.name().matches("F(EQ|LT|LE)_.*")) {
          assertEquals(0, result & ~1L, op.name());
        }
      }
    }
  }
}
