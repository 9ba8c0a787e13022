package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which translations a hart keeps and forgets, seen at its engine's port. */
class AddressSpaceTest {
  private static final long SV39 = 8L << 60;
  private static final long SV48 = 9L << 60;

  private RecordingPort port;
  private Hart hart;

  @BeforeEach
  void start() {
    port = new RecordingPort();
    hart = new Hart(HartConfig.of(0, CpuModel.MAX.plain()), port, new RecordingPort.Wiring());
    hart.reset();
    hart.startSupervisor(0x80000000L, 0, 0);
    port.calls.clear();
  }

  private void writeSatp(long value) {
    hart.setX(5, value);
    assertEquals(0, hart.helper(HelperCall.CSR, 0x18029073, 0));
  }

  private long readSatp() {
    return hart.helper(HelperCall.CSR_READ, 0x18002573, 0);
  }

  private void fence(int addressRegister, int spaceRegister) {
    int instruction = 0x12000073 | addressRegister << 15 | spaceRegister << 20;
    assertEquals(0, hart.helper(HelperCall.SFENCE_VMA, instruction, 0));
  }

  private static long satp(long mode, long asid, long root) {
    return mode | asid << 44 | root >>> 12;
  }

  @Test
  void sixteenBitsOfAsidAreKept() {
    writeSatp(satp(SV39, 0xFFFF, 0x80001000L));
    assertEquals(satp(SV39, 0xFFFF, 0x80001000L), readSatp());
  }

  @Test
  void anotherSpaceForgetsNothing() {
    writeSatp(satp(SV39, 1, 0x80001000L));
    port.calls.clear();
    writeSatp(satp(SV39, 2, 0x80002000L));
    writeSatp(satp(SV39, 1, 0x80001000L));
    writeSatp(0);
    writeSatp(satp(SV39, 1, 0x80001000L));
    assertEquals("[space 2, space 1, space 65536, space 1]", port.calls.toString());
  }

  @Test
  void anotherModeForgetsEverything() {
    writeSatp(satp(SV48, 1, 0x80001000L));
    port.calls.clear();
    writeSatp(0);
    writeSatp(satp(SV39, 1, 0x80001000L));
    assertEquals("[space 65536, flush, space 1]", port.calls.toString());
  }

  @Test
  void anotherRootInTheSameSpaceForgetsEverything() {
    writeSatp(satp(SV39, 7, 0x80001000L));
    port.calls.clear();
    writeSatp(satp(SV39, 7, 0x80002000L));
    assertEquals("[flush, space 7]", port.calls.toString());
  }

  @Test
  void modesThatTheHartLacksChangeNothing() {
    writeSatp(satp(SV39, 7, 0x80001000L));
    port.calls.clear();
    for (long mode = 1; mode < 16; mode++) {
      if (mode < 8 || mode > 10) {
        writeSatp(satp(mode << 60, 9, 0x80002000L));
        assertEquals(satp(SV39, 7, 0x80001000L), readSatp());
      }
    }
    assertTrue(port.calls.isEmpty());
  }

  @Test
  void fencesForgetWhatTheyName() {
    hart.setX(6, 0x12345678);
    hart.setX(7, 0xABCD0003L);
    fence(0, 0);
    fence(6, 0);
    fence(0, 7);
    fence(6, 7);
    assertEquals(
        "[flush, flush page 12345678, flush space 3, flush page 12345678 of 3]",
        port.calls.toString());
  }

  @Test
  void resetTurnsTranslationOff() {
    writeSatp(satp(SV39, 7, 0x80001000L));
    port.calls.clear();
    hart.reset();
    assertTrue(port.calls.contains("space 65536"));
    assertTrue(port.calls.contains("flush"));
  }
}
