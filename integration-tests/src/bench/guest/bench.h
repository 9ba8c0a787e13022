// What a bare-metal kernel and the runtime under it know of each other.
#ifndef BENCH_H
#define BENCH_H

typedef unsigned long u64;
typedef long i64;
typedef unsigned int u32;
typedef int i32;
typedef unsigned short u16;
typedef unsigned char u8;

// The kernel: does one repetition of its work and returns a value that depends on all of it.
u64 work(void);

// The kernel: what is done once before the first repetition, and how many there are.
void prepare(void);
extern const int repetitions;

// The runtime.
void print(const char *text);
void print_number(u64 value);
u64 ticks(void);
_Noreturn void power_off(int failed);
i64 sbi_call(u64 extension, u64 function, u64 a0, u64 a1, u64 a2);
void use_page_tables(void);

// The number behind NAME in the kernel's command line (anywhere in the device tree), or OTHERWISE.
u64 argument(const char *name, u64 otherwise);

static inline void instruction_fence(void) { __asm__ volatile("fence.i" ::: "memory"); }

// A linear congruential step; the upper half is worth using.
static inline u64 next_random(u64 *state) {
  *state = *state * 6364136223846793005ul + 1442695040888963407ul;
  return *state >> 33;
}

#endif
