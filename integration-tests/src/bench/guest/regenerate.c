// Code that is generated: functions of 40 instructions go to one of 32 places, and each is called ten times.
#include "bench.h"

const int repetitions = 7;
enum { PLACES = 32, PLACE = 256, LENGTH = 40, GENERATIONS = 6000, CALLS = 10 };
static u32 code[PLACES][PLACE] __attribute__((aligned(4096)));

void prepare(void) {}

u64 work(void) {
  static const u32 kinds[4] = {
      0x00B50533, // add a0, a0, a1
      0x00A5C5B3, // xor a1, a1, a0
      0x00150513, // addi a0, a0, 1
      0x40B50533, // sub a0, a0, a1
  };
  u64 random = 17, value = 0;
  for (int i = 0; i < GENERATIONS; i++) {
    volatile u32 *place = code[i % PLACES];
    u64 choice = next_random(&random) << 31 ^ next_random(&random);
    for (int k = 0; k < LENGTH; k++) {
      place[k] = kinds[choice & 3];
      choice = choice >> 2 ^ choice << 60;
    }
    place[LENGTH] = 0x00008067; // ret
    instruction_fence();
    for (u64 k = 0; k < CALLS; k++) {
      value = ((u64 (*)(u64, u64))(u64)place)(value, k);
    }
  }
  return value;
}
