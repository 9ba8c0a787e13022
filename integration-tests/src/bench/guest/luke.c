// Lukewarm code: a working set of 300 functions that drifts over 3000; each is called a few hundred times in all.
#include "bench.h"
#include "functions.h"

const int repetitions = 1;
enum { WINDOW = 300, DRIFT = 30, PASSES = 30 };

void prepare(void) {}

u64 work(void) {
  u64 memory[80] = {1, 2, 3}, value = 1;
  for (int start = 0; start + WINDOW <= FUNCTIONS; start += DRIFT) {
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i < WINDOW; i++) {
        value = functions[start + i](value, memory);
      }
    }
  }
  return value;
}
