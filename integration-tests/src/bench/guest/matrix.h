// Dense matrices over REAL.
static REAL a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

static void fill(void) {
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
