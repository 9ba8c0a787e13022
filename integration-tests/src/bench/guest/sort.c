// Integer, unpredictable branches: a quicksort that leaves short runs to insertion.
#include "bench.h"

const int repetitions = 9;
enum { COUNT = 300000, ROUNDS = 3 };
static i32 values[COUNT];

static void sort(i32 *a, i64 low, i64 high) {
  while (high - low > 12) {
    i32 pivot = a[(low + high) / 2];
    i64 i = low, k = high;
    while (i <= k) {
      while (a[i] < pivot) {
        i++;
      }
      while (a[k] > pivot) {
        k--;
      }
      if (i <= k) {
        i32 swapped = a[i];
        a[i++] = a[k];
        a[k--] = swapped;
      }
    }
    sort(a, low, k);
    low = i;
  }
  for (i64 i = low + 1; i <= high; i++) {
    i32 value = a[i];
    i64 k = i - 1;
    for (; k >= low && a[k] > value; k--) {
      a[k + 1] = a[k];
    }
    a[k + 1] = value;
  }
}

void prepare(void) {}

u64 work(void) {
  u64 random = 7, check = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < COUNT; i++) {
      values[i] = (i32)next_random(&random);
    }
    sort(values, 0, COUNT - 1);
    for (int i = 0; i < COUNT; i += 997) {
      check = check * 31 + (u32)values[i];
    }
  }
  return check;
}
