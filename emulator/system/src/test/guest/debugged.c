/* Something to debug: a few functions that call one another, and end the machine. */
static volatile long counter;
static volatile long table[16];

long leaf(long n) {
  counter += n;
  table[n & 15] = counter;
  return counter * 3;
}

long middle(long n) {
  return leaf(n + 1) + 1;
}

long outer(long n) {
  long result = middle(n * 2);
  return result - 1;
}

int main(void) {
  long sum = 0;
  for (long i = 0; i < 1000; i++) {
    sum += outer(i);
  }
  *(volatile int *)0x100000 = 0x5555;
  return (int)sum;
}

__asm__(
    ".section .text.start,\"ax\"\n"
    ".globl _start\n"
    "_start: li sp, 0x80100000\n"
    " call main\n"
    "1: j 1b\n"
    ".text\n");
