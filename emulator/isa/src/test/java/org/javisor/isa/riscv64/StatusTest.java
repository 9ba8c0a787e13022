package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The registers that translated code reads and writes by itself: sstatus and the plain ones. */
class StatusTest {
  private static final int CSRR_X10_SCAUSE = 0x14202573;
  private static final long UXL = 2L << 32;
  private static final long SD = 1L << 63;

  private interface Body {
    void run(TestMachine machine) throws Exception;
  }

  private static void both(Body body) throws Exception {
    for (int limit : new int[] {96, 1}) {
      try (TestMachine machine = new TestMachine(limit)) {
        machine.store(TestMachine.HANDLER, CSRR_X10_SCAUSE, TestMachine.ECALL);
        body.run(machine);
      }
    }
  }

  @Test
  void sstatusShowsOnlyWhatASupervisorHas() throws Exception {
    both(machine -> {
      machine.run(
          hart -> hart.setX(5, -1),
          0x10029373 /* csrrw x6, sstatus, x5 */,
          0x100023F3 /* csrr x7, sstatus */,
          0x1002B473 /* csrrc x8, sstatus, x5 */,
          0x100024F3 /* csrr x9, sstatus */);
      assertEquals(UXL | 0x2000, machine.hart.x(6), "FS is initial when a kernel starts");
      assertEquals(SD | UXL | 0xC6122, machine.hart.x(7));
      assertEquals(SD | UXL | 0xC6122, machine.hart.x(8));
      assertEquals(UXL, machine.hart.x(9));
    });
  }

  @Test
  void immediatesSwitchInterrupts() throws Exception {
    both(machine -> {
      machine.run(
          hart -> hart.setX(5, 0x6000),
          0x1002B073 /* csrc sstatus, x5 */,
          0x1001F0F3 /* csrrci x1, sstatus, 3 */,
          0x100FE173 /* csrrsi x2, sstatus, 31 */,
          0x100171F3 /* csrrci x3, sstatus, 2 */,
          0x10002273 /* csrr x4, sstatus */);
      assertEquals(UXL, machine.hart.x(1));
      assertEquals(UXL, machine.hart.x(2));
      assertEquals(UXL | 2, machine.hart.x(3));
      assertEquals(UXL, machine.hart.x(4));
    });
  }

  @Test
  void floatStateBecomesDirtyAndIsKeptByOtherWrites() throws Exception {
    both(machine -> {
      machine.run(
          hart -> {
            hart.setX(5, 1L << 18);
            hart.setX(6, 0x4000);
          },
          0xF2028553 /* fmv.d.x f10, x5: dirty */,
          0x1002A3F3 /* csrrs x7, sstatus, x5: SUM */,
          0x1002B473 /* csrrc x8, sstatus, x5 */,
          0x100334F3 /* csrrc x9, sstatus, x6: initial */,
          0x100026F3 /* csrr x13, sstatus */,
          0x0FF0000F /* fence */,
          0xF2028553 /* fmv.d.x f10, x5 */,
          0x10002773 /* csrr x14, sstatus */,
          0x10031073 /* csrw sstatus, x6: clean, nothing else */,
          0x100027F3 /* csrr x15, sstatus */);
      assertEquals(SD | UXL | 0x6000, machine.hart.x(7));
      assertEquals(SD | UXL | 0x46000, machine.hart.x(8));
      assertEquals(SD | UXL | 0x6000, machine.hart.x(9));
      assertEquals(UXL | 0x2000, machine.hart.x(13));
      assertEquals(SD | UXL | 0x6000, machine.hart.x(14));
      assertEquals(UXL | 0x4000, machine.hart.x(15));
    });
  }

  @Test
  void plainRegistersAreExchanged() throws Exception {
    both(machine -> {
      machine.run(
          hart -> hart.setX(4, 0x1234_5678_9ABC_DEF1L),
          0x14021073 /* csrw sscratch, x4 */,
          0x14021273 /* csrrw x4, sscratch, x4 */,
          0x14121073 /* csrw sepc, x4 */,
          0x14102373 /* csrr x6, sepc */,
          0x1411E3F3 /* csrrsi x7, sepc, 3 */,
          0x1417F473 /* csrrci x8, sepc, 15 */,
          0x14226073 /* csrsi scause, 4 */,
          0x142034F3 /* csrrc x9, scause, x0 */,
          0x14325073 /* csrwi stval, 4 */,
          0x143026F3 /* csrr x13, stval */);
      assertEquals(0x1234_5678_9ABC_DEF1L, machine.hart.x(4));
      assertEquals(0x1234_5678_9ABC_DEF0L, machine.hart.x(6));
      assertEquals(0x1234_5678_9ABC_DEF0L, machine.hart.x(7));
      assertEquals(0x1234_5678_9ABC_DEF2L, machine.hart.x(8));
      assertEquals(4, machine.hart.x(9));
      assertEquals(4, machine.hart.x(13));
    });
  }

  @Test
  void anInterruptIsTakenAfterTheInstructionThatEnablesIt() throws Exception {
    int[] enablers = {
      0x10016073 /* csrsi sstatus, 2 */,
      0x1002A073 /* csrs sstatus, x5 */,
      0x10029073 /* csrw sstatus, x5 */
    };
    for (int enabler : enablers) {
      both(machine -> {
        machine.run(
            hart -> {
              hart.setX(5, 2);
              hart.setX(10, 0);
            },
            0x10416073 /* csrsi sie, 2 */,
            0x14416073 /* csrsi sip, 2 */,
            0x00148493 /* addi x9, x9, 1 */,
            enabler,
            0x00148493 /* addi x9, x9, 1: not reached */);
        assertEquals(1L << 63 | 1, machine.hart.x(10));
        assertEquals(1, machine.hart.x(9));
      });
    }
  }

  @Test
  void anAccessFromUserModeIsIllegal() throws Exception {
    for (int access : new int[] {0x14002373, 0x10002373, 0x10016073, 0x34002373}) {
      both(machine -> {
        machine.run(
            hart -> hart.setX(5, TestMachine.BASE + 12),
            0x14129073 /* csrw sepc, x5 */,
            0x0FF0000F /* fence */,
            0x10200073 /* sret, to user */,
            access);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, machine.hart.x(10));
      });
    }
  }

  @Test
  void dynamicRoundingFollowsFrm() throws Exception {
    double third = 1.0 / 3.0; // between two floats, closer to the upper one
    both(machine -> {
      long[] bits = new long[5];
      for (int mode = 0; mode <= 4; mode++) {
        int frm = mode;
        machine.run(
            hart -> {
              hart.setX(5, Double.doubleToRawLongBits(third));
              hart.setX(6, frm);
            },
            0x00231073 /* csrw frm, x6 */,
            0xF2028553 /* fmv.d.x f10, x5 */,
            0x401575D3 /* fcvt.s.d f11, f10, dyn */,
            0xE0058353 /* fmv.x.w x6, f11 */);
        bits[mode] = machine.hart.x(6);
      }
      assertEquals(Float.floatToRawIntBits((float) third), bits[0]);
      assertEquals(bits[0], bits[3]);
      assertEquals(bits[0], bits[4]);
      assertEquals(bits[0] - 1, bits[1]);
      assertEquals(bits[0] - 1, bits[2]);
      for (int reserved = 5; reserved <= 7; reserved++) {
        int frm = reserved;
        machine.run(
            hart -> hart.setX(6, frm), 0x00231073 /* csrw frm, x6 */, 0x401575D3 /* fcvt.s.d */);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, machine.hart.x(10));
      }
    });
  }

  @Test
  void callsDoNotRetire() throws Exception {
    both(machine -> {
      machine.store(TestMachine.HANDLER, 0xC02023F3 /* csrr x7, instret */, TestMachine.ECALL);
      machine.run(
          hart -> hart.setX(5, TestMachine.BASE + 12),
          0x14129073 /* csrw sepc, x5 */,
          0xC0202373 /* csrr x6, instret */,
          0x10200073 /* sret, to user, where the next one is a call */);
      assertEquals(2, machine.hart.x(7) - machine.hart.x(6));
    });
  }
}
