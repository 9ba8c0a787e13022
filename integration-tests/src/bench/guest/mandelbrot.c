// Float, with comparisons: iterations until a point leaves a circle.
#include "bench.h"

const int repetitions = 9;
enum { WIDTH = 128, HEIGHT = 96, DEPTH = 600 };

void prepare(void) {}

u64 work(void) {
  u64 total = 0;
  for (int row = 0; row < HEIGHT; row++) {
    for (int column = 0; column < WIDTH; column++) {
      float cx = (float)column * 3.0f / WIDTH - 2.0f, cy = (float)row * 2.0f / HEIGHT - 1.0f;
      float x = 0, y = 0;
      int i = 0;
      for (; i < DEPTH && x * x + y * y < 4.0f; i++) {
        float next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
      }
      total += (u64)i;
    }
  }
  return total;
}
