// Integer, byte stores and short loops: the primes below two million.
#include "bench.h"

const int repetitions = 9;
enum { LIMIT = 2000000, ROUNDS = 9 };
static u8 composite[LIMIT] __attribute__((aligned(8)));

void prepare(void) {}

u64 work(void) {
  u64 count = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (u64 i = 0; i < LIMIT / 8; i++) {
      ((u64 *)composite)[i] = 0;
    }
    for (u64 i = 2; i < LIMIT; i++) {
      if (!composite[i]) {
        count++;
        for (u64 k = i * i; k < LIMIT; k += i) {
          composite[k] = 1;
        }
      }
    }
  }
  return count;
}
