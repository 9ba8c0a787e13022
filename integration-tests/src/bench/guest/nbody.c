// Double, with divisions and square roots: five bodies attract each other.
#include "bench.h"

const int repetitions = 9;
enum { BODIES = 5, STEPS = 80000 };

struct body {
  double x[3], v[3], mass;
};
static struct body bodies[BODIES];

void prepare(void) {
  u64 random = 11;
  for (int i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) {
      bodies[i].x[k] = (double)(next_random(&random) % 2000) / 100 + i * 7;
      bodies[i].v[k] = (double)(next_random(&random) % 200) / 1000;
    }
    bodies[i].mass = 1.0 / (i + 1);
  }
}

u64 work(void) {
  const double step = 0.001;
  for (int s = 0; s < STEPS; s++) {
    for (int i = 0; i < BODIES; i++) {
      for (int k = i + 1; k < BODIES; k++) {
        double d[3], square = 0.01;
        for (int j = 0; j < 3; j++) {
          d[j] = bodies[i].x[j] - bodies[k].x[j];
          square += d[j] * d[j];
        }
        double pull = step / (square * __builtin_sqrt(square));
        for (int j = 0; j < 3; j++) {
          bodies[i].v[j] -= d[j] * bodies[k].mass * pull;
          bodies[k].v[j] += d[j] * bodies[i].mass * pull;
        }
      }
    }
    for (int i = 0; i < BODIES; i++) {
      for (int j = 0; j < 3; j++) {
        bodies[i].x[j] += step * bodies[i].v[j];
      }
    }
  }
  return *(u64 *)&bodies[0].x[0] ^ *(u64 *)&bodies[4].v[2];
}
