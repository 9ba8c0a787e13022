package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.javisor.engine.isa.GuestTrap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every register keeps of what M-mode writes, on this hart and on a real QEMU 10, when there
 * is one. Where they differ on purpose, {@link #DIFFERENCES} says why.
 */
@Tag("peer")
class QemuCsrTest {
  private static final long BASE = 0x80000000L;
  private static final int VALUES_OFFSET = 0x80000;
  private static final long ILLEGAL = 0x1BAD1BAD1BAD1BADL;

  /** Not bit 7 of any byte: entries of physical memory protection must not get locked. */
  private static final long[] VALUES = {
    0, 0x7F7F7F7F7F7F7F7FL, 0x5555555555555555L, 0x2A2A2A2A2A2A2A2AL, 0x6A6A6A6A6A6A6A6AL, 1L << 63
  };

  /** Registers that differ, and why. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry("MSTATUS", "QEMU lets UXL be 32 bits wide"),
          Map.entry("SSTATUS", "QEMU lets UXL be 32 bits wide"),
          Map.entry("MENVCFG", "QEMU keeps the reserved value 2 of CBIE"),
          Map.entry("SENVCFG", "QEMU keeps the reserved value 2 of CBIE"),
          Map.entry("MEPC", "QEMU keeps bit 0, which is always 0"),
          Map.entry("SEPC", "QEMU keeps bit 0, which is always 0"),
          Map.entry("MEDELEG", "QEMU keeps bits that only the hypervisor extension has"),
          Map.entry("MIDELEG", "QEMU keeps bits of the hypervisor and of counter overflow"),
          Map.entry("MIE", "QEMU keeps bits that no interrupt has"),
          Map.entry("MIP", "the board's timer input is high there"),
          Map.entry("PMPCFG", "QEMU keeps the reserved bits and writable without readable"),
          Map.entry("PMPADDR", "QEMU keeps bits above the 54 of an address"));

  @TempDir private Path folder;

  private record Case(Csr csr, int number, long value) {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Csr csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        if (!isLeftOut(csr) && !Csr.isReadOnly(csr.number(i))) {
          for (long value : VALUES) {
            cases.add(new Case(csr, csr.number(i), value));
          }
        }
      }
    }
    return cases;
  }

  /** Counters go on between writing and reading; QEMU 10.0 dies of some writes to triggers. */
  private static boolean isLeftOut(Csr csr) {
    return switch (csr) {
      case MCYCLE, MINSTRET, TSELECT, TDATA, TINFO -> true;
      default -> false;
    };
  }

  @Test
  void registersKeepWhatTheyKeepThere() throws Exception {
    RealQemu qemu = RealQemu.find();
    List<Case> cases = cases();
    long[] theirs = there(qemu, cases);
    long[] ours = here(cases);
    Map<String, String> differences = new TreeMap<>();
    for (int i = 0; i < ours.length; i++) {
      Case tried = cases.get(i);
      if (ours[i] != theirs[i] && !DIFFERENCES.containsKey(tried.csr().name())) {
        differences.put(
            tried.csr() + " 0x" + Integer.toHexString(tried.number()),
            String.format("wrote %x, here %x, there %x", tried.value(), ours[i], theirs[i]));
      }
    }
    assertEquals("{}", differences.toString().replace(", ", ",\n"));
  }

  /** Each value is written and read, and the old one put back at once. */
  private static long[] here(List<Case> cases) {
    RecordingPort port = new RecordingPort();
    HartConfig config = HartConfig.of(0, CpuModel.RV64.plain());
    Hart hart = new Hart(config, port, new RecordingPort.Wiring());
    hart.reset();
    hart.setX(5, BASE + 64);
    access(hart, 0x305, 1, 0); // csrw mtvec, x5: as the program there
    hart.setX(5, Status.FS);
    access(hart, 0x300, 2, 0); // csrs mstatus, x5
    long[] results = new long[cases.size()];
    for (int i = 0; i < results.length; i++) {
      int number = cases.get(i).number();
      hart.setX(5, cases.get(i).value());
      try {
        access(hart, number, 1, 7);
        results[i] = hart.helper(HelperCall.CSR_READ, number << 20 | 0x2373, 0);
        hart.setX(5, hart.x(7));
        access(hart, number, 1, 0);
      } catch (GuestTrap e) { // an answer like others
        results[i] = ILLEGAL;
      }
    }
    return results;
  }

  private static void access(Hart hart, int number, int operation, int rd) {
    int instruction = number << 20 | 5 << 15 | operation << 12 | rd << 7 | 0x73;
    assertEquals(0, hart.helper(HelperCall.CSR, instruction, 0));
  }

  private static byte[] program(List<Case> cases) {
    ByteBuffer code = ByteBuffer.allocate(VALUES_OFFSET + 8 * cases.size());
    code.order(ByteOrder.LITTLE_ENDIAN);
    int handler = 16; // words; in front of it a jump over the handler
    int[] start = {
      0x00000297, // auipc x5, 0
      0x04028293, // addi x5, x5, 64
      0x30529073, // csrw mtvec, x5
      0x000062B7, // lui x5, 6: FS
      0x3002A073, // csrs mstatus, x5
      0x00080437, // lui x8, 0x80: values
      0x00000317, // auipc x6, 0
      0x00640433, // add x8, x8, x6
      0xFE840413, // addi x8, x8, -24
      0x001004B7, // lui x9, 0x100: results
      0x006484B3, // add x9, x9, x6
      0xFE848493, // addi x9, x9, -24
      0x00048913, // mv x18, x9
      0x0400006F, // j behind the handler
      0x00000013,
      0x00000013
    };
    int[] trap = {
      0x34102FF3, // csrr x31, mepc
      0x004F8F93, // addi x31, x31, 4
      0x341F9073, // csrw mepc, x31
      0x00100A13, // li x20, 1
      0x30200073, // mret
      0x00000013,
      0x00000013
    };
    for (int word : start) {
      code.putInt(word);
    }
    assertEquals(4 * handler, code.position());
    for (int word : trap) {
      code.putInt(word);
    }
    while (code.position() < 4 * 29) {
      code.putInt(0x00000013);
    }
    for (Case tried : cases) {
      code.putInt(0x00043283); // ld x5, 0(x8)
      code.putInt(0x00840413); // addi x8, x8, 8
      code.putInt(0x00000A13); // li x20, 0
      code.putInt(tried.number() << 20 | 0x293F3); // csrrw x7, csr, x5
      code.putInt(tried.number() << 20 | 0x2373); // csrr x6, csr
      code.putInt(tried.number() << 20 | 0x39073); // csrw csr, x7
      code.putInt(0x0064B023); // sd x6, 0(x9)
      code.putInt(0x0144B423); // sd x20, 8(x9)
      code.putInt(0x01048493); // addi x9, x9, 16
    }
    int[] end = {
      0x100002B7, // lui x5, 0x10000: the serial port
      0x00094303, // lbu x6, 0(x18)
      0x00628023, // sb x6, 0(x5)
      0x00190913, // addi x18, x18, 1
      0xFE991AE3, // bne x18, x9, -12
      0x001002B7, // lui x5, 0x100
      0x00005337, // lui x6, 5
      0x55530313, // addi x6, x6, 0x555
      0x0062A023, // sw x6, 0(x5): off
      0x0000006F // j .
    };
    for (int word : end) {
      code.putInt(word);
    }
    assertTrue(code.position() <= VALUES_OFFSET);
    for (int i = 0; i < cases.size(); i++) {
      code.putLong(VALUES_OFFSET + 8 * i, cases.get(i).value());
    }
    return code.array();
  }

  private long[] there(RealQemu qemu, List<Case> cases) throws Exception {
    byte[] sent = qemu.run(folder, "rv64,h=off", Map.of(BASE, program(cases)));
    assertEquals(16L * cases.size(), sent.length);
    ByteBuffer answers = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN);
    long[] results = new long[cases.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = answers.getLong(16 * i + 8) != 0 ? ILLEGAL : answers.getLong(16 * i);
    }
    return results;
  }
}
