// The kernel that multiplies dense matrices over REAL; BITS is an integer of its size.
#include "bench.h"

const int repetitions = 9;
enum { SIDE = 64, ROUNDS = 50 };
static REAL a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

void prepare(void) {
  for (int i = 0; i < SIDE; i++) {
    for (int k = 0; k < SIDE; k++) {
      a[i][k] = (REAL)(i + 1) / (REAL)(k + 3);
      b[i][k] = (REAL)(i * 3 - k) / (REAL)SIDE;
    }
  }
}

static void multiply(void) {
  for (int i = 0; i < SIDE; i++) {
    for (int k = 0; k < SIDE; k++) {
      REAL sum = 0;
      for (int j = 0; j < SIDE; j++) {
        sum += a[i][j] * b[j][k];
      }
      c[i][k] = sum;
    }
  }
}

u64 work(void) {
  u64 check = 0;
  for (int i = 0; i < ROUNDS; i++) {
    a[0][0] = i;
    multiply();
    check += *(BITS *)&c[1][7] ^ *(BITS *)&c[0][5];
  }
  return check;
}
