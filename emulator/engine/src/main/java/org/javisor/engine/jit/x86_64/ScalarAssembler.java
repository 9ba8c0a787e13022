package org.javisor.engine.jit.x86_64;

/**
 * Scalar floating-point arithmetic: {@code dst op= src}, the VEX forms {@code dst = a op b}, and
 * fused multiply-add, where 213 is {@code dst = a * dst + b} and 231 is {@code dst = a * b + dst}.
 */
public class ScalarAssembler extends BitAssembler {
  public final void sqrtss(int dst, int src) {
    encode(0x51 | MAP_0F | PF3, dst, src);
  }

  public final void sqrtss(int dst, long memory) {
    encode(0x51 | MAP_0F | PF3, dst, memory);
  }

  public final void vsqrtss(int dst, int a, int b) {
    vex(0x51 | MAP_0F | PF3, dst, a, b);
  }

  public final void vsqrtss(int dst, int a, long memory) {
    vex(0x51 | MAP_0F | PF3, dst, a, memory);
  }

  public final void sqrtsd(int dst, int src) {
    encode(0x51 | MAP_0F | PF2, dst, src);
  }

  public final void sqrtsd(int dst, long memory) {
    encode(0x51 | MAP_0F | PF2, dst, memory);
  }

  public final void vsqrtsd(int dst, int a, int b) {
    vex(0x51 | MAP_0F | PF2, dst, a, b);
  }

  public final void vsqrtsd(int dst, int a, long memory) {
    vex(0x51 | MAP_0F | PF2, dst, a, memory);
  }

  public final void addss(int dst, int src) {
    encode(0x58 | MAP_0F | PF3, dst, src);
  }

  public final void addss(int dst, long memory) {
    encode(0x58 | MAP_0F | PF3, dst, memory);
  }

  public final void vaddss(int dst, int a, int b) {
    vex(0x58 | MAP_0F | PF3, dst, a, b);
  }

  public final void vaddss(int dst, int a, long memory) {
    vex(0x58 | MAP_0F | PF3, dst, a, memory);
  }

  public final void addsd(int dst, int src) {
    encode(0x58 | MAP_0F | PF2, dst, src);
  }

  public final void addsd(int dst, long memory) {
    encode(0x58 | MAP_0F | PF2, dst, memory);
  }

  public final void vaddsd(int dst, int a, int b) {
    vex(0x58 | MAP_0F | PF2, dst, a, b);
  }

  public final void vaddsd(int dst, int a, long memory) {
    vex(0x58 | MAP_0F | PF2, dst, a, memory);
  }

  public final void mulss(int dst, int src) {
    encode(0x59 | MAP_0F | PF3, dst, src);
  }

  public final void mulss(int dst, long memory) {
    encode(0x59 | MAP_0F | PF3, dst, memory);
  }

  public final void vmulss(int dst, int a, int b) {
    vex(0x59 | MAP_0F | PF3, dst, a, b);
  }

  public final void vmulss(int dst, int a, long memory) {
    vex(0x59 | MAP_0F | PF3, dst, a, memory);
  }

  public final void mulsd(int dst, int src) {
    encode(0x59 | MAP_0F | PF2, dst, src);
  }

  public final void mulsd(int dst, long memory) {
    encode(0x59 | MAP_0F | PF2, dst, memory);
  }

  public final void vmulsd(int dst, int a, int b) {
    vex(0x59 | MAP_0F | PF2, dst, a, b);
  }

  public final void vmulsd(int dst, int a, long memory) {
    vex(0x59 | MAP_0F | PF2, dst, a, memory);
  }

  public final void subss(int dst, int src) {
    encode(0x5c | MAP_0F | PF3, dst, src);
  }

  public final void subss(int dst, long memory) {
    encode(0x5c | MAP_0F | PF3, dst, memory);
  }

  public final void vsubss(int dst, int a, int b) {
    vex(0x5c | MAP_0F | PF3, dst, a, b);
  }

  public final void vsubss(int dst, int a, long memory) {
    vex(0x5c | MAP_0F | PF3, dst, a, memory);
  }

  public final void subsd(int dst, int src) {
    encode(0x5c | MAP_0F | PF2, dst, src);
  }

  public final void subsd(int dst, long memory) {
    encode(0x5c | MAP_0F | PF2, dst, memory);
  }

  public final void vsubsd(int dst, int a, int b) {
    vex(0x5c | MAP_0F | PF2, dst, a, b);
  }

  public final void vsubsd(int dst, int a, long memory) {
    vex(0x5c | MAP_0F | PF2, dst, a, memory);
  }

  public final void minss(int dst, int src) {
    encode(0x5d | MAP_0F | PF3, dst, src);
  }

  public final void minss(int dst, long memory) {
    encode(0x5d | MAP_0F | PF3, dst, memory);
  }

  public final void vminss(int dst, int a, int b) {
    vex(0x5d | MAP_0F | PF3, dst, a, b);
  }

  public final void vminss(int dst, int a, long memory) {
    vex(0x5d | MAP_0F | PF3, dst, a, memory);
  }

  public final void minsd(int dst, int src) {
    encode(0x5d | MAP_0F | PF2, dst, src);
  }

  public final void minsd(int dst, long memory) {
    encode(0x5d | MAP_0F | PF2, dst, memory);
  }

  public final void vminsd(int dst, int a, int b) {
    vex(0x5d | MAP_0F | PF2, dst, a, b);
  }

  public final void vminsd(int dst, int a, long memory) {
    vex(0x5d | MAP_0F | PF2, dst, a, memory);
  }

  public final void divss(int dst, int src) {
    encode(0x5e | MAP_0F | PF3, dst, src);
  }

  public final void divss(int dst, long memory) {
    encode(0x5e | MAP_0F | PF3, dst, memory);
  }

  public final void vdivss(int dst, int a, int b) {
    vex(0x5e | MAP_0F | PF3, dst, a, b);
  }

  public final void vdivss(int dst, int a, long memory) {
    vex(0x5e | MAP_0F | PF3, dst, a, memory);
  }

  public final void divsd(int dst, int src) {
    encode(0x5e | MAP_0F | PF2, dst, src);
  }

  public final void divsd(int dst, long memory) {
    encode(0x5e | MAP_0F | PF2, dst, memory);
  }

  public final void vdivsd(int dst, int a, int b) {
    vex(0x5e | MAP_0F | PF2, dst, a, b);
  }

  public final void vdivsd(int dst, int a, long memory) {
    vex(0x5e | MAP_0F | PF2, dst, a, memory);
  }

  public final void maxss(int dst, int src) {
    encode(0x5f | MAP_0F | PF3, dst, src);
  }

  public final void maxss(int dst, long memory) {
    encode(0x5f | MAP_0F | PF3, dst, memory);
  }

  public final void vmaxss(int dst, int a, int b) {
    vex(0x5f | MAP_0F | PF3, dst, a, b);
  }

  public final void vmaxss(int dst, int a, long memory) {
    vex(0x5f | MAP_0F | PF3, dst, a, memory);
  }

  public final void maxsd(int dst, int src) {
    encode(0x5f | MAP_0F | PF2, dst, src);
  }

  public final void maxsd(int dst, long memory) {
    encode(0x5f | MAP_0F | PF2, dst, memory);
  }

  public final void vmaxsd(int dst, int a, int b) {
    vex(0x5f | MAP_0F | PF2, dst, a, b);
  }

  public final void vmaxsd(int dst, int a, long memory) {
    vex(0x5f | MAP_0F | PF2, dst, a, memory);
  }

  public final void vfmadd213ss(int dst, int a, int b) {
    vex(0xa9 | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfmadd213sd(int dst, int a, int b) {
    vex(0xa9 | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfmsub213ss(int dst, int a, int b) {
    vex(0xab | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfmsub213sd(int dst, int a, int b) {
    vex(0xab | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfnmadd213ss(int dst, int a, int b) {
    vex(0xad | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfnmadd213sd(int dst, int a, int b) {
    vex(0xad | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfnmsub213ss(int dst, int a, int b) {
    vex(0xaf | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfnmsub213sd(int dst, int a, int b) {
    vex(0xaf | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfmadd231ss(int dst, int a, int b) {
    vex(0xb9 | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfmadd231sd(int dst, int a, int b) {
    vex(0xb9 | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfmsub231ss(int dst, int a, int b) {
    vex(0xbb | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfmsub231sd(int dst, int a, int b) {
    vex(0xbb | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfnmadd231ss(int dst, int a, int b) {
    vex(0xbd | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfnmadd231sd(int dst, int a, int b) {
    vex(0xbd | MAP_0F38 | P66 | W, dst, a, b);
  }

  public final void vfnmsub231ss(int dst, int a, int b) {
    vex(0xbf | MAP_0F38 | P66, dst, a, b);
  }

  public final void vfnmsub231sd(int dst, int a, int b) {
    vex(0xbf | MAP_0F38 | P66 | W, dst, a, b);
  }
}
