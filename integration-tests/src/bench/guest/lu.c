// Double: solves linear equations by elimination with pivots.
#include "bench.h"

const int repetitions = 9;
enum { SIDE = 100, ROUNDS = 32 };
static double m[SIDE][SIDE];

void prepare(void) {}

static double eliminate(void) {
  double determinant = 1;
  for (int i = 0; i < SIDE; i++) {
    int best = i;
    for (int k = i + 1; k < SIDE; k++) {
      if (__builtin_fabs(m[k][i]) > __builtin_fabs(m[best][i])) {
        best = k;
      }
    }
    for (int k = 0; k < SIDE; k++) {
      double swapped = m[i][k];
      m[i][k] = m[best][k];
      m[best][k] = swapped;
    }
    determinant *= m[i][i] / 32;
    for (int k = i + 1; k < SIDE; k++) {
      double factor = m[k][i] / m[i][i];
      for (int j = i; j < SIDE; j++) {
        m[k][j] -= factor * m[i][j];
      }
    }
  }
  return determinant;
}

u64 work(void) {
  u64 random = 21, check = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < SIDE; i++) {
      for (int k = 0; k < SIDE; k++) {
        m[i][k] = (double)(next_random(&random) & 0xFFFF) / 512 - 64;
      }
    }
    double determinant = eliminate();
    check ^= *(u64 *)&determinant;
  }
  return check;
}
