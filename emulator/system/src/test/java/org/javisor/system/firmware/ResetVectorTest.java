package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The words that firmware finds, as the manual encodes and OpenSBI lays them out. */
class ResetVectorTest {
  private final ByteBuffer code =
      ByteBuffer.wrap(ResetVector.build(0x80000000L, 0x87E00000L, 0x80200000L))
          .order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void itJumpsToTheFirmwareWithHartTreeAndInformation() {
    assertEquals(0x00000297, code.getInt(0)); // auipc t0, 0
    assertEquals(0x02828613, code.getInt(4)); // addi a2, t0, 40
    assertEquals(0xF1402573, code.getInt(8)); // csrr a0, mhartid
    assertEquals(0x0202B583, code.getInt(12)); // ld a1, 32(t0)
    assertEquals(0x0182B283, code.getInt(16)); // ld t0, 24(t0)
    assertEquals(0x00028067, code.getInt(20)); // jr t0
    assertEquals(0x80000000L, code.getLong(24));
    assertEquals(0x87E00000L, code.getLong(32));
  }

  @Test
  void theInformationNamesTheNextStageInSupervisorMode() {
    assertEquals(0x4942534F, code.getLong(40));
    assertEquals(2, code.getLong(48));
    assertEquals(0x80200000L, code.getLong(56));
    assertEquals(1, code.getLong(64));
    assertEquals(0, code.getLong(72));
    assertEquals(0, code.getLong(80));
    assertEquals(88, code.limit());
  }
}
