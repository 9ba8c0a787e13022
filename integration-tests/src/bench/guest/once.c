// Cold code: 3000 functions, each called exactly once.
#include "bench.h"
#include "functions.h"

const int repetitions = 1;

void prepare(void) {}

u64 work(void) {
  u64 memory[80] = {1, 2, 3}, value = 1;
  for (int i = 0; i < FUNCTIONS; i++) {
    value = functions[i](value, memory);
  }
  return value;
}
