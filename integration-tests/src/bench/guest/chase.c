// Memory, one dependent load after the other, over 64 MiB in 4 KiB pages: the TLB, its misses and the page walk.
#include "bench.h"

const int repetitions = 7;
enum { WORDS = 64 << 17, LINE = 8, COUNT = WORDS / LINE, STEPS = 400000 };
static u64 memory[WORDS];

void prepare(void) {
  // One cycle through every cache line, in an order that no prefetcher knows: a full-period generator's.
  u64 at = 0;
  for (u64 i = 0; i < COUNT; i++) {
    u64 next = (at * 1664525 + 1013904223) & (COUNT - 1);
    memory[at * LINE] = (u64)&memory[next * LINE];
    at = next;
  }
}

u64 work(void) {
  u64 at = (u64)memory;
  for (int i = 0; i < STEPS; i++) {
    at = *(volatile u64 *)at;
  }
  return at - (u64)memory;
}
