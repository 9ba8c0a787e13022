// Traps and returns: breakpoints in the supervisor that its handler skips, with the registers that an OS saves.
#include "bench.h"

const int repetitions = 7;
enum { TRAPS = 300000 };
void skip_trap(void);
__asm__(
    "  .balign 4\n"
    "skip_trap:\n"
    "  csrw sscratch, sp\n  addi sp, sp, -64\n  sd t0, 0(sp)\n  sd t1, 8(sp)\n  sd a0, 16(sp)\n"
    "  csrr t0, scause\n  csrr t1, sstatus\n  csrr a0, stval\n  csrr t0, sepc\n  addi t0, t0, 4\n"
    "  csrw sepc, t0\n  csrw sstatus, t1\n  ld t0, 0(sp)\n  ld t1, 8(sp)\n  ld a0, 16(sp)\n"
    "  addi sp, sp, 64\n  sret\n");

void prepare(void) { __asm__ volatile("csrw stvec, %0" ::"r"(skip_trap)); }

u64 work(void) {
  for (int i = 0; i < TRAPS; i++) {
    __asm__ volatile(".word 0x00100073" ::: "memory");
  }
  return TRAPS;
}
