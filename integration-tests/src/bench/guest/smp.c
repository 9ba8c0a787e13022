// Two CPUs: the same amount of integer work, on one CPU in the even repetitions, shared by two in the odd ones.
#include "bench.h"

const int repetitions = 8;
enum { ITEMS = 16, ITEM = 5000000 };
static u64 second_stack[1024] __attribute__((aligned(16)));
static volatile u64 next_item, finished, alone, generation, second_sum;
static int has_second;
void enter_second(void);

static u64 item(u64 seed) {
  u64 random = seed, sum = 0;
  for (int i = 0; i < ITEM; i++) {
    sum += next_random(&random) ^ sum >> 3;
  }
  return sum;
}

static u64 share(void) {
  u64 sum = 0, mine;
  while ((mine = __atomic_fetch_add(&next_item, 1, __ATOMIC_ACQ_REL)) < ITEMS) {
    sum += item(mine);
  }
  return sum;
}

void second_hart(u64 hart) {
  (void)hart;
  use_page_tables();
  for (u64 seen = 0;;) {
    while (__atomic_load_n(&generation, __ATOMIC_ACQUIRE) == seen) {
    }
    seen++;
    if (!alone) {
      second_sum = share();
    }
    __atomic_store_n(&finished, 1, __ATOMIC_RELEASE);
  }
}

void prepare(void) {
  for (u64 hart = 0; hart < 2; hart++) {
    if (sbi_call(0x48534D, 0, hart, (u64)enter_second, (u64)(second_stack + 1024)) == 0) {
      has_second = 1;
    }
  }
}

u64 work(void) {
  alone = !(generation & 1);
  next_item = second_sum = finished = 0;
  __atomic_store_n(&generation, generation + 1, __ATOMIC_RELEASE);
  u64 sum = share();
  while (has_second && !__atomic_load_n(&finished, __ATOMIC_ACQUIRE)) {
  }
  return sum + second_sum;
}
