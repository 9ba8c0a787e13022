// Indirect jumps: a dense switch in a loop, through the compiler's jump table.
#include "bench.h"

const int repetitions = 9;
enum { STEPS = 3000000 };

static __attribute__((noinline)) u64 step(u64 which, u64 x, u64 *memory) {
  switch (which) {
    case 0: return x + 1;
    case 1: return x ^ memory[0];
    case 2: memory[1] = x; return x >> 1;
    case 3: return x * 3;
    case 4: return x - memory[1];
    case 5: return x << 2 | 1;
    case 6: memory[0] += x; return x;
    case 7: return ~x;
    case 8: return x & 0xFFFFFFFF0Ful;
    case 9: return x + (x >> 7);
    case 10: memory[2] ^= x; return memory[2];
    case 11: return x > memory[2] ? x - memory[2] : memory[2];
    case 12: return -x;
    case 13: return x | memory[3];
    case 14: memory[3] = x >> 5; return x + 14;
    case 15: return x * x;
    case 16: return (u32)x;
    case 17: return (u64)(i64)(i32)x;
    case 18: return x ^ x << 13;
    case 19: return x / 3;
    case 20: return memory[x & 3];
    case 21: return x + memory[0] + memory[1];
    case 22: memory[x & 3] = x; return 22;
    default: return x - 5;
  }
}

void prepare(void) {}

u64 work(void) {
  u64 memory[4] = {1, 2, 3, 4}, random = 9, x = 1;
  for (int i = 0; i < STEPS; i++) {
    x = step(next_random(&random) % 24, x, memory);
  }
  return x;
}
