/* Prints the hashes of floats.h as the machine that it runs on computes them. */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "floats.h"

int main(void) {
  static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  for (int i = 0; i < 4; i++) printf("0x%016lx\n", (unsigned long)float_hash(modes[i]));
}
