// Calls and returns: Fibonacci's numbers by plain recursion.
#include "bench.h"

const int repetitions = 9;

static __attribute__((noinline, optimize("no-optimize-sibling-calls,no-inline"))) u64 fib(u64 n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

void prepare(void) {}

u64 work(void) { return fib(33); }
