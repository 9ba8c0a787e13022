// Address spaces: the page table register is rewritten and single pages are fenced, as an OS does all the time.
#include "bench.h"

const int repetitions = 7;
enum { SWITCHES = 60000, PAGES = 24 };
static u64 memory[PAGES][512] __attribute__((aligned(4096)));

void prepare(void) {}

u64 work(void) {
  u64 sum = 0;
  for (u64 i = 0; i < SWITCHES; i++) {
    if (i & 1) {
      __asm__ volatile("csrrw %0, satp, zero\n\tcsrw satp, %0" : "=&r"(sum)::"memory");
      sum = 0;
    } else {
      __asm__ volatile("sfence.vma %0, zero" ::"r"(memory[i % PAGES]) : "memory");
    }
    for (int k = 0; k < PAGES; k++) {
      sum += memory[k][i & 511]++;
    }
  }
  return sum;
}
