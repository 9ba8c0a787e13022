package org.javisor.engine.jit.x86_64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.javisor.host.memory.ExecutableMemory;
import org.javisor.host.memory.RawMemory;

/**
 * What the host's processor and operating system offer beyond SSE2, as bits.
 *
 * @param bits any of the constants here
 */
public record HostFeatures(int bits) {
  /** ANDN and the like. */
  public static final int BMI1 = 1;

  /** MULX, RORX and the shifts without flags. */
  public static final int BMI2 = 1 << 1;

  public static final int LZCNT = 1 << 2;
  public static final int POPCNT = 1 << 3;

  /** The VEX encoding, with the upper register halves saved by the operating system. */
  public static final int AVX = 1 << 4;

  /** Fused multiply-add; includes AVX. */
  public static final int FMA = 1 << 5;

  public static final int PCLMUL = 1 << 6;
  public static final int MOVBE = 1 << 7;

  /** 16-byte compare-and-exchange. */
  public static final int CX16 = 1 << 8;

  public static final int SSSE3 = 1 << 9;

  /** ROUNDSS, PEXTRQ and the like. */
  public static final int SSE41 = 1 << 10;

  private static final int MAX_STUB = 160;
  private static final int RESULT_BYTES = 24;
  private static final int OSXSAVE = 1 << 27;
  private static final int AVX_STATE = 6;

  /** Whether all features in {@code mask} are there. */
  public boolean has(int mask) {
    return (bits & mask) == mask;
  }

  /**
   * Asks the processor, by a stub at the start of {@code memory}, which is free again afterwards.
   *
   * @param entry enters code: {@code (long address, long, long) -> long}
   */
  public static HostFeatures detect(ExecutableMemory memory, MethodHandle entry) {
    Assembler asm = new Assembler();
    asm.begin(memory.writeAddress(), MAX_STUB, memory.executeAddress());
    emit(asm);
    asm.end();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(RESULT_BYTES, Integer.BYTES);
      long _ = (long) entry.invokeExact(memory.executeAddress(), result.address(), 0L);
      return decode(result.address());
    } catch (Throwable e) {
      throw new IllegalStateException("the processor's features cannot be read", e);
    }
  }

  /** Stores, at rdi: 1.ecx, 7.ebx, 80000001.ecx, the enabled extended states, each 32 bits. */
  private static void emit(Assembler asm) {
    asm.push(Reg.RBX);
    leaf(asm, 1);
    asm.mov32(OperandEncoder.at(Reg.RDI, 0), Reg.RCX);
    int noStates = asm.newLabel();
    asm.mov32Imm(OperandEncoder.at(Reg.RDI, 12), 0);
    asm.test32Imm(Reg.RCX, OSXSAVE);
    asm.jcc(Cond.E, noStates);
    asm.movImm32(Reg.RCX, 0);
    asm.xgetbv();
    asm.mov32(OperandEncoder.at(Reg.RDI, 12), Reg.RAX);
    asm.bind(noStates);
    leaf(asm, 0);
    int old = asm.newLabel();
    asm.movImm32(Reg.RBX, 0);
    asm.cmp32Imm(Reg.RAX, 7);
    asm.movImm32(Reg.RAX, 7);
    asm.movImm32(Reg.RCX, 0);
    asm.jcc(Cond.B, old);
    asm.cpuid();
    asm.bind(old);
    asm.mov32(OperandEncoder.at(Reg.RDI, 4), Reg.RBX);
    leaf(asm, 0x8000_0001);
    asm.mov32(OperandEncoder.at(Reg.RDI, 8), Reg.RCX);
    asm.pop(Reg.RBX);
    asm.ret();
  }

  private static void leaf(Assembler asm, int number) {
    asm.movImm32(Reg.RAX, number);
    asm.movImm32(Reg.RCX, 0);
    asm.cpuid();
  }

  private static HostFeatures decode(long result) {
    int leaf1 = RawMemory.getInt(result);
    int leaf7 = RawMemory.getInt(result + 4);
    int extended = RawMemory.getInt(result + 8);
    boolean avx =
        (RawMemory.getInt(result + 12) & AVX_STATE) == AVX_STATE && (leaf1 & 1 << 28) != 0;
    int bits = feature(leaf1, 1, PCLMUL) | feature(leaf1, 9, SSSE3) | feature(leaf1, 13, CX16);
    bits |= feature(leaf1, 19, SSE41) | feature(leaf1, 22, MOVBE) | feature(leaf1, 23, POPCNT);
    bits |= feature(extended, 5, LZCNT);
    if (avx) {
      bits |= AVX | feature(leaf1, 12, FMA) | feature(leaf7, 3, BMI1) | feature(leaf7, 8, BMI2);
    }
    return new HostFeatures(bits);
  }

  private static int feature(int word, int bit, int feature) {
    return (word >> bit & 1) != 0 ? feature : 0;
  }
}
