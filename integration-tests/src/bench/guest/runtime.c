// The runtime of a bare-metal kernel: 4 KiB pages under Sv39, a console, repetitions with their times, power off.
//
// Prints a line "rep INDEX TICKS CHECK" per repetition, in units of 100 ns, then "done".
#include "bench.h"

enum { VALID = 1, READ = 2, WRITE = 4, EXECUTE = 8, ACCESSED = 64, DIRTY = 128 };
enum { RAM_MIB = 256, TABLES = RAM_MIB / 2 };

static u64 root[512] __attribute__((aligned(4096)));
static u64 middle[512] __attribute__((aligned(4096)));
static u64 leaves[TABLES][512] __attribute__((aligned(4096)));

static const u64 RAM = 0x80000000ul;
static volatile u8 *const UART = (u8 *)0x10000000;

static u64 table(const void *next) { return ((u64)next >> 12) << 10 | VALID; }

void use_page_tables(void) {
  u64 satp = 8ul << 60 | (u64)root >> 12;
  __asm__ volatile("sfence.vma\n\tcsrw satp, %0\n\tsfence.vma" ::"r"(satp) : "memory");
}

static void build_page_tables(void) {
  root[0] = VALID | READ | WRITE | ACCESSED | DIRTY; // devices, as one large page
  root[RAM >> 30] = table(middle);
  for (int i = 0; i < TABLES; i++) {
    middle[i] = table(leaves[i]);
    for (int k = 0; k < 512; k++) {
      u64 page = (RAM >> 12) + (u64)i * 512 + (u64)k;
      leaves[i][k] = page << 10 | VALID | READ | WRITE | EXECUTE | ACCESSED | DIRTY;
    }
  }
}

void print(const char *text) {
  for (; *text; text++) {
    while (!(UART[5] & 0x20)) {
    }
    UART[0] = (u8)*text;
  }
}

void print_number(u64 value) {
  char digits[21];
  int at = 20;
  digits[at] = 0;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  print(digits + at);
}

u64 ticks(void) {
  u64 now;
  __asm__ volatile("rdtime %0" : "=r"(now)::"memory");
  return now;
}

i64 sbi_call(u64 extension, u64 function, u64 argument0, u64 argument1, u64 argument2) {
  register u64 a0 __asm__("a0") = argument0;
  register u64 a1 __asm__("a1") = argument1;
  register u64 a2 __asm__("a2") = argument2;
  register u64 a6 __asm__("a6") = function;
  register u64 a7 __asm__("a7") = extension;
  __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
  return (i64)a0;
}

_Noreturn void power_off(int failed) {
  sbi_call(0x53525354, 0, 0, (u64)failed, 0);
  for (;;) {
  }
}

_Noreturn void report_trap(u64 cause, u64 pc, u64 value) {
  print("trap ");
  print_number(cause);
  print(" pc ");
  print_number(pc);
  print(" value ");
  print_number(value);
  print("\n");
  power_off(1);
}

static const u8 *tree;

u64 argument(const char *name, u64 otherwise) {
  u32 size = (u32)tree[4] << 24 | (u32)tree[5] << 16 | (u32)tree[6] << 8 | tree[7];
  for (u32 i = 0; i + 32 < size; i++) {
    u32 k = 0;
    while (name[k] && tree[i + k] == (u8)name[k]) {
      k++;
    }
    if (!name[k]) {
      u64 value = 0;
      for (i += k; tree[i] >= '0' && tree[i] <= '9'; i++) {
        value = value * 10 + tree[i] - '0';
      }
      return value;
    }
  }
  return otherwise;
}

void begin(u64 hart, const u8 *device_tree) {
  (void)hart;
  tree = device_tree;
  u64 count = ((u64)repetitions * argument("bench.percent=", 100) + 99) / 100;
  build_page_tables();
  use_page_tables();
  prepare();
  for (u64 i = 0; i < count; i++) {
    u64 before = ticks();
    u64 check = work();
    u64 spent = ticks() - before;
    print("rep ");
    print_number(i);
    print(" ");
    print_number(spent);
    print(" ");
    print_number(check);
    print("\n");
  }
  print("done\n");
  power_off(0);
}

// The compiler may ask for these wherever it likes.
void *memset(void *to, int value, u64 count) {
  u8 *at = to;
  for (u64 i = 0; i < count; i++) {
    at[i] = (u8)value;
  }
  return to;
}

void *memcpy(void *to, const void *from, u64 count) {
  u8 *at = to;
  const u8 *source = from;
  for (u64 i = 0; i < count; i++) {
    at[i] = source[i];
  }
  return to;
}

__attribute__((weak)) void second_hart(u64 hart) { (void)hart; }
