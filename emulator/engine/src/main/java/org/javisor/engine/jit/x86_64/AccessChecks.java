package org.javisor.engine.jit.x86_64;

import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.ExitRecord;
import org.javisor.engine.vcpu.CpuState;

/**
 * For finding bugs of ours: code that generated code calls before each access to guest memory or to
 * its CPU's tables and before each jump through them, to see that they are where they may be. Where
 * they are not code is left by an exit that ends the vCPU. Accesses to the CPU's state have
 * constant offsets, which are looked at when they are emitted.
 *
 * <p>The address in question is in rax; below it on the stack are rax and the flags.
 */
final class AccessChecks {
  /** What an address is checked to be. */
  enum Place {
    RAM,
    TABLES,
    CODE;

    /** As a report's words. */
    String text() {
      return switch (this) {
        case RAM -> "guest RAM";
        case TABLES -> "the CPU's tables";
        case CODE -> "generated code";
      };
    }
  }

  /** Sizes of accesses: 1 to 16. */
  private static final int SIZES = 5;

  /** What a call has left on the stack: where it came from, rax, the flags. */
  private static final int ON_STACK = 24;

  private final Assembler asm;
  private final long[] ram;
  private final long[] stubs = new long[2 * (SIZES + 2)];

  /**
   * Writes them.
   *
   * @param ram host address and size of each block of RAM
   * @param exit where code is left without and with floating point
   */
  AccessChecks(Assembler asm, CodeRegion region, long[] ram, long[] exit) {
    this.asm = asm;
    this.ram = ram;
    for (int floats = 0; floats < 2; floats++) {
      for (int size = 0; size < SIZES; size++) {
        begin(floats, size);
        inRam(1 << size);
        fail(Place.RAM, exit[floats]);
      }
      begin(floats, SIZES);
      inTables();
      fail(Place.TABLES, exit[floats]);
      begin(floats, SIZES + 1);
      within(region.executeAddress(0), region.memory().size());
      fail(Place.CODE, exit[floats]);
    }
  }

  private void begin(int floats, int which) {
    asm.align(16);
    stubs[floats * (SIZES + 2) + which] = asm.executeAddress();
    asm.push(Reg.RDX);
    asm.push(Reg.RCX);
  }

  /** Where to call for {@code size} bytes at {@code place}. */
  long stub(Place place, int size, boolean floats) {
    int which =
        switch (place) {
          case RAM -> Integer.numberOfTrailingZeros(size);
          case TABLES -> SIZES;
          case CODE -> SIZES + 1;
        };
    return stubs[(floats ? SIZES + 2 : 0) + which];
  }

  private void inRam(int size) {
    for (int i = 0; i < ram.length; i += 2) {
      within(ram[i], ram[i + 1] - size + 1);
    }
  }

  /** Returns when the address is one of the {@code length} from {@code start} on. */
  private void within(long start, long length) {
    asm.movImm64(Reg.RCX, start);
    asm.mov64(Reg.RDX, Reg.RAX);
    asm.sub64(Reg.RDX, Reg.RCX);
    asm.movImm64(Reg.RCX, length);
    asm.cmp64(Reg.RDX, Reg.RCX);
    int outside = asm.newLabel();
    asm.jcc(Cond.AE, outside);
    done();
    asm.bind(outside);
  }

  private void inTables() {
    int outside = asm.newLabel();
    asm.cmp64(Reg.RAX, Values.state(CpuState.TABLES_START));
    asm.jcc(Cond.B, outside);
    asm.cmp64(Reg.RAX, Values.state(CpuState.TABLES_END));
    asm.jcc(Cond.AE, outside);
    done();
    asm.bind(outside);
  }

  private void done() {
    asm.pop(Reg.RCX);
    asm.pop(Reg.RDX);
    asm.ret();
  }

  private void fail(Place place, long exit) {
    asm.pop(Reg.RCX);
    asm.pop(Reg.RDX);
    asm.mov64(Reg.RCX, OperandEncoder.at(Reg.RSP, 0));
    asm.mov64(Values.state(CpuState.TRASH), Reg.RCX);
    asm.add64Imm(Reg.RSP, ON_STACK);
    int record = asm.newLabel();
    asm.leaRip(Reg.RCX, record);
    asm.jmpAbsolute(exit);
    asm.bind(record);
    asm.data8(ExitRecord.CHECK);
    asm.data8(place.ordinal());
    asm.data64(0);
    asm.data64(0);
  }
}
