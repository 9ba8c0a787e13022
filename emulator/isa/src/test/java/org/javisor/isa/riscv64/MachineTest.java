package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Memory, traps, paging, atomics and changing code, in S-mode on the interpreter; encodings by hand
 * from the manual.
 */
class MachineTest {
  private static final int ILLEGAL = 0;
  private static final int CSRR_X10_SCAUSE = 0x14202573;
  private static final int CSRR_X11_STVAL = 0x143025F3;
  private static final int CSRR_X12_SEPC = 0x14102673;

  private interface Body {
    void run(TestMachine machine) throws Exception;
  }

  /** With long units and with units of one instruction: the result may not depend on it. */
  private static void both(Body body) throws Exception {
    for (int limit : new int[] {96, 1}) {
      try (TestMachine machine = new TestMachine(limit)) {
        machine.store(
            TestMachine.HANDLER, CSRR_X10_SCAUSE, CSRR_X11_STVAL, CSRR_X12_SEPC, TestMachine.ECALL);
        body.run(machine);
      }
    }
  }

  @Test
  void anIllegalInstructionTrapsWithItsBits() throws Exception {
    both(machine -> {
      machine.run(hart -> hart.setX(20, 1), 0x014A0A13 /* addi x20, x20, 20 */, 0xFFFFFFFF);
      assertEquals(Cause.ILLEGAL_INSTRUCTION, machine.hart.x(10));
      assertEquals(0xFFFFFFFFL, machine.hart.x(11));
      assertEquals(TestMachine.BASE + 4, machine.hart.x(12));
      assertEquals(21, machine.hart.x(20));
      machine.run(hart -> {}, ILLEGAL);
      assertEquals(0, machine.hart.x(11), "a compressed zero");
    });
  }

  @Test
  void aFaultingLoadLeavesItsRegisterAlone() throws Exception {
    both(machine -> {
      machine.run(
          hart -> {
            hart.setX(5, 0x1000);
            hart.setX(7, 99);
          },
          0x0082B383 /* ld x7, 8(x5) */);
      assertEquals(Cause.LOAD_ACCESS, machine.hart.x(10));
      assertEquals(0x1008, machine.hart.x(11));
      assertEquals(99, machine.hart.x(7));
    });
  }

  @Test
  void loadsAndStoresOfEveryWidthMeet() throws Exception {
    both(machine -> {
      machine.run(
          hart -> {
            hart.setX(5, TestMachine.DATA + 4093); // across a page, misaligned
            hart.setX(6, 0x8182838485868788L);
          },
          0x0062B023 /* sd x6, 0(x5) */,
          0x0002B383 /* ld x7, 0(x5) */,
          0x0002A403 /* lw x8, 0(x5) */,
          0x0002E483 /* lwu x9, 0(x5) */,
          0x00029683 /* lh x13, 0(x5) */,
          0x0002C703 /* lbu x14, 0(x5) */);
      assertEquals(0x8182838485868788L, machine.hart.x(7));
      assertEquals(0xFFFFFFFF85868788L, machine.hart.x(8));
      assertEquals(0x85868788L, machine.hart.x(9));
      assertEquals(0xFFFFFFFFFFFF8788L, machine.hart.x(13));
      assertEquals(0x88, machine.hart.x(14));
    });
  }

  @Test
  void aLoopRunsToItsEnd() throws Exception {
    both(machine -> {
      machine.run(
          hart -> hart.setX(5, 1000),
          0x00530333 /* add x6, x6, x5 */,
          0xFFF28293 /* addi x5, x5, -1 */,
          0xFE029CE3 /* bne x5, x0, -8 */);
      assertEquals(500500, machine.hart.x(6));
    });
  }

  @Test
  void changedCodeIsExecutedAfterAFence() throws Exception {
    both(machine ->
        machine.run(
            hart -> {
              hart.setX(5, TestMachine.BASE + 16);
              hart.setX(6, 0x00200393); // addi x7, x0, 2
              hart.setX(8, 0);
            },
            0x0100006F /* j +16: run the old code first */,
            0x0062A023 /* sw x6, 0(x5) */,
            0x0000100F /* fence.i */,
            0x00100413 /* addi x8, x0, 1 */,
            0x00100393 /* addi x7, x0, 1, replaced */,
            0xFE0408E3 /* beq x8, x0, -16 */));
    try (TestMachine machine = new TestMachine(96)) {
      machine.run(
          hart -> {
            hart.setX(5, TestMachine.BASE + 16);
            hart.setX(6, 0x00200393);
            hart.setX(8, 0);
          },
          0x0100006F,
          0x0062A023,
          0x0000100F,
          0x00100413,
          0x00100393,
          0xFE0408E3);
      assertEquals(2, machine.hart.x(7));
    }
  }

  @Test
  void atomicsReturnTheOldValue() throws Exception {
    both(machine -> {
      machine.storeLong(TestMachine.DATA, 5);
      machine.run(
          hart -> {
            hart.setX(5, TestMachine.DATA);
            hart.setX(6, 7);
          },
          0x0062B3AF /* amoadd.d x7, x6, (x5) */,
          0x1002B42F /* lr.d x8, (x5) */,
          0x1862B4AF /* sc.d x9, x6, (x5) */,
          0x1862B6AF /* sc.d x13, x6, (x5) without a reservation */);
      assertEquals(5, machine.hart.x(7));
      assertEquals(12, machine.hart.x(8));
      assertEquals(0, machine.hart.x(9));
      assertNotEquals(0, machine.hart.x(13));
      assertEquals(7, machine.loadLong(TestMachine.DATA));
    });
  }

  @Test
  void sv39TranslatesAndSetsAccessedAndDirty() throws Exception {
    both(machine -> {
      long root = TestMachine.BASE + 0x20000;
      // One gigabyte page onto RAM where the code is, and a 4 KiB page at 0x1000 onto DATA.
      machine.storeLong(root + 8 * 2, (TestMachine.BASE >>> 12) << 10 | 0xCF);
      machine.storeLong(root, ((root + 0x1000) >>> 12) << 10 | 1);
      machine.storeLong(root + 0x1000, ((root + 0x2000) >>> 12) << 10 | 1);
      machine.storeLong(root + 0x2008, (TestMachine.DATA >>> 12) << 10 | 7);
      machine.storeLong(TestMachine.DATA + 8, 1234);
      machine.run(
          hart -> {
            hart.setX(5, 8L << 60 | root >>> 12);
            hart.setX(6, 0x1008);
          },
          0x18029073 /* csrw satp, x5 */,
          0x12000073 /* sfence.vma */,
          0x00033383 /* ld x7, 0(x6) */,
          0x00533423 /* sd x5, 8(x6) */,
          0x00003403 /* ld x8, 0(x0): not mapped */);
      assertEquals(1234, machine.hart.x(7));
      assertEquals(Cause.LOAD_PAGE, machine.hart.x(10));
      assertEquals(0, machine.hart.x(11));
      assertEquals(0xC7, machine.loadLong(root + 0x2008) & 0xFF);
      assertEquals(machine.hart.x(5), machine.loadLong(TestMachine.DATA + 16));
    });
  }

  @Test
  void floatsAreOffUntilTheyAreTurnedOn() throws Exception {
    both(machine -> {
      machine.run(
          hart -> hart.setX(5, 3 << 13),
          0x1002B073 /* csrc sstatus, x5: FS off */,
          0x02A57553 /* fadd.d f10, f10, f10 */);
      assertEquals(Cause.ILLEGAL_INSTRUCTION, machine.hart.x(10));
      machine.run(
          hart -> hart.setX(5, Double.doubleToRawLongBits(1.5)),
          0xF2028553 /* fmv.d.x f10, x5 */,
          0x02A57553 /* fadd.d f10, f10, f10 */,
          0xE2050353 /* fmv.x.d x6, f10 */);
      assertEquals(Double.doubleToRawLongBits(3.0), machine.hart.x(6));
    });
  }

  @Test
  void everyCompressedInstructionStandsForARealOne() {
    InstructionSet set = new InstructionSet(CpuModel.MAX.plain().features());
    int legal = 0;
    for (int bits = 0; bits < 1 << 16; bits++) {
      if ((bits & 3) != 3) {
        int expanded = set.expand(bits);
        if (expanded != Compressed.ILLEGAL) {
          legal++;
          int word = expanded;
          assertTrue(set.find(expanded) != null, () -> Integer.toHexString(word));
        }
      }
    }
    assertTrue(legal > 40_000, "legal compressed instructions: " + legal);
  }

  @Test
  void theInstructionCounterNeverGoesBack() throws Exception {
    both(machine -> {
      machine.run(
          hart -> {},
          0xC0202373 /* csrr x6, instret */,
          0x00000863 /* beq x0, x0, +16 */,
          0x00000013,
          0x00000013,
          0x00000013,
          0xC02023F3 /* csrr x7, instret */);
      assertEquals(2, machine.hart.x(7) - machine.hart.x(6));
    });
  }

  @Test
  void aStoreThatReachesBehindMemoryChangesNothing() throws Exception {
    both(machine -> {
      long end = TestMachine.BASE + (1 << 20);
      machine.storeLong(end - 8, 77);
      machine.run(
          hart -> {
            hart.setX(5, end - 4);
            hart.setX(6, -1);
          },
          0x0062B023 /* sd x6, 0(x5) */);
      assertEquals(Cause.STORE_ACCESS, machine.hart.x(10));
      assertEquals(77, machine.loadLong(end - 8));
    });
  }
}
