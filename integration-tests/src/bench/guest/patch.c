// Code that changes: one instruction is rewritten, then called, again and again.
#include "bench.h"

const int repetitions = 7;
enum { CHANGES = 20000 };
static u32 code[1024] __attribute__((aligned(4096)));

void prepare(void) {
  code[0] = 0x00150513; // addi a0, a0, 1
  code[1] = 0x00008067; // ret
}

u64 work(void) {
  u64 value = 0;
  for (u32 i = 0; i < CHANGES; i++) {
    *(volatile u32 *)code = 0x00050513 | (i & 0x3FF) << 20;
    instruction_fence();
    value = ((u64 (*)(u64))code)(value);
  }
  return value;
}
