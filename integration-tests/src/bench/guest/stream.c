// Memory, in order: copies, fills and sums of 16 MiB.
#include "bench.h"

const int repetitions = 9;
enum { WORDS = 16 << 17, ROUNDS = 4 };
static u64 a[WORDS], b[WORDS];

void prepare(void) {}

u64 work(void) {
  u64 sum = 0;
  for (u64 round = 0; round < ROUNDS; round++) {
    for (u64 i = 0; i < WORDS; i += 8) {
      for (u64 k = 0; k < 8; k++) {
        a[i + k] = round + i;
      }
    }
    for (u64 i = 0; i < WORDS; i += 8) {
      u64 c0 = a[i], c1 = a[i + 1], c2 = a[i + 2], c3 = a[i + 3];
      u64 c4 = a[i + 4], c5 = a[i + 5], c6 = a[i + 6], c7 = a[i + 7];
      b[i] = c0, b[i + 1] = c1, b[i + 2] = c2, b[i + 3] = c3;
      b[i + 4] = c4, b[i + 5] = c5, b[i + 6] = c6, b[i + 7] = c7;
    }
    for (u64 i = 0; i < WORDS; i++) {
      sum += b[i];
    }
  }
  return sum;
}
