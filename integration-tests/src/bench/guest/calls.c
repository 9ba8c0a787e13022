// Indirect jumps: functions called through a table, in an order that nobody predicts.
#include "bench.h"

const int repetitions = 9;
enum { CALLS = 3000000 };

#define FUNCTION(n) \
  static __attribute__((noinline)) u64 function##n(u64 a, u64 b) { return (a << (n % 7 + 1)) - (b ^ (a >> (n + 3))) + n; }
FUNCTION(0) FUNCTION(1) FUNCTION(2) FUNCTION(3) FUNCTION(4) FUNCTION(5) FUNCTION(6) FUNCTION(7)
FUNCTION(8) FUNCTION(9) FUNCTION(10) FUNCTION(11) FUNCTION(12) FUNCTION(13) FUNCTION(14) FUNCTION(15)

static u64 (*const table[16])(u64, u64) = {
    function0, function1, function2, function3, function4, function5, function6, function7,
    function8, function9, function10, function11, function12, function13, function14, function15};

void prepare(void) {}

u64 work(void) {
  u64 random = 5, value = 1;
  for (int i = 0; i < CALLS; i++) {
    value = table[next_random(&random) & 15](value, random);
  }
  return value;
}
