// Float: products of matrices.
#include "bench.h"

const int repetitions = 9;
#define REAL float
enum { SIDE = 64, ROUNDS = 50 };
#include "matrix.h"

void prepare(void) { fill(); }

u64 work(void) {
  u64 check = 0;
  for (int i = 0; i < ROUNDS; i++) {
    a[0][0] = i;
    multiply();
    check += *(u32 *)&c[1][7] ^ *(u32 *)&c[0][5];
  }
  return check;
}
