package org.javisor.system.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a machine without built-in firmware executes first: it hands the hart's number, the device
 * tree and the next stage's description over to the firmware in memory.
 *
 * <p>Spec: [OPENSBI] firmware with dynamic information; [RISCV-UNPRIV] 2 (encodings).
 */
public final class ResetVector {
  private static final int FIRMWARE_AT = 24;
  private static final int TREE_AT = 32;
  private static final int INFO_AT = 40;
  private static final int INFO_BYTES = 48;

  private static final int AUIPC_T0 = 0x00000297;
  private static final int ADDI_A2_T0 = 0x00028613;
  private static final int CSRR_A0_MHARTID = 0xF1402573;
  private static final int LD_A1_T0 = 0x0002B583;
  private static final int LD_T0_T0 = 0x0002B283;
  private static final int JR_T0 = 0x00028067;
  private static final int IMMEDIATE = 20;

  /** "OSBI". */
  private static final long INFO_MAGIC = 0x4942534F;

  private static final long INFO_VERSION = 2;
  private static final long SUPERVISOR = 1;

  private ResetVector() {}

  /**
   * The bytes.
   *
   * @param firmware where M-mode code begins
   * @param deviceTree where the device tree lies
   * @param next where the firmware is to go on in S-mode; 0 when nothing was loaded
   */
  public static byte[] build(long firmware, long deviceTree, long next) {
    ByteBuffer code = ByteBuffer.allocate(INFO_AT + INFO_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    code.putInt(AUIPC_T0);
    code.putInt(ADDI_A2_T0 | INFO_AT << IMMEDIATE);
    code.putInt(CSRR_A0_MHARTID);
    code.putInt(LD_A1_T0 | TREE_AT << IMMEDIATE);
    code.putInt(LD_T0_T0 | FIRMWARE_AT << IMMEDIATE);
    code.putInt(JR_T0);
    code.putLong(firmware).putLong(deviceTree);
    // Magic, version, next address, next mode, options, the boot hart's number.
    code.putLong(INFO_MAGIC).putLong(INFO_VERSION).putLong(next);
    code.putLong(SUPERVISOR).putLong(0).putLong(0);
    return code.array();
  }
}
