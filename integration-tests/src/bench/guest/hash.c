// Integer, multiplications and shifts: mixing numbers and counting them in an open hash table.
#include "bench.h"

const int repetitions = 9;
enum { SLOTS = 1 << 15, OPERATIONS = 5000000 };
static u64 keys[SLOTS];
static u32 counts[SLOTS];

static u64 mixed(u64 x) {
  x ^= x >> 31;
  x *= 0x9E3779B97F4A7C15ul;
  x ^= x >> 27;
  x *= 0xD6E8FEB86659FD93ul;
  return x ^ x >> 32;
}

void prepare(void) {}

u64 work(void) {
  for (int i = 0; i < SLOTS; i++) {
    keys[i] = counts[i] = 0;
  }
  u64 random = 3, probes = 0;
  for (int i = 0; i < OPERATIONS; i++) {
    u64 key = (next_random(&random) % 20000) + 1;
    u64 slot = mixed(key) & (SLOTS - 1);
    while (keys[slot] && keys[slot] != key) {
      slot = (slot + 1) & (SLOTS - 1);
      probes++;
    }
    keys[slot] = key;
    counts[slot]++;
  }
  return probes ^ counts[mixed(77) & (SLOTS - 1)];
}
