// Data beside code: stores into the page of the function that is called between them, without changing it.
#include "bench.h"

const int repetitions = 7;
enum { STORES = 800000 };
static u32 page[1024] __attribute__((aligned(4096)));

void prepare(void) {
  page[0] = 0x00150513; // addi a0, a0, 1
  page[1] = 0x00008067; // ret
  instruction_fence();
}

u64 work(void) {
  u64 value = 0;
  for (u32 i = 0; i < STORES; i++) {
    *(volatile u32 *)&page[64 + i % 900] = i;
    value = ((u64 (*)(u64))page)(value);
  }
  return value + page[512];
}
