/* Every hart of the machine counts, each on a stack of its own; the first to count far enough ends the machine. */
static volatile long counters[4];

void count(long hart, long n) {
  counters[hart] += n;
}

int main(long hart) {
  for (long i = 0; i < 2000000000L; i++) {
    count(hart, 1);
  }
  *(volatile int *)0x100000 = 0x5555;
  return 0;
}

__asm__(
    ".section .text.start,\"ax\"\n"
    ".globl _start\n"
    "_start: csrr a0, mhartid\n"
    " slli t0, a0, 12\n"
    " li sp, 0x80100000\n"
    " add sp, sp, t0\n"
    " call main\n"
    "1: j 1b\n"
    ".text\n");
