/*
 * What threads on several CPUs see of one another: translations that one of them changes, pages
 * copied on write, code that one writes and others execute, time, atomics.
 *
 * Spec: POSIX.1-2017; the Linux manual pages for what is not in it.
 */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 4

static atomic_int stop;
static atomic_long bad;
static pthread_t threads[THREADS];

static int start(void *(*run)(void *)) {
  atomic_store(&stop, 0);
  atomic_store(&bad, 0);
  for (intptr_t i = 0; i < THREADS; i++) EXPECT(pthread_create(&threads[i], 0, run, (void *)i) == 0);
  return 1;
}

static int finish(void) {
  atomic_store(&stop, 1);
  for (int i = 0; i < THREADS; i++) EXPECT(pthread_join(threads[i], 0) == 0);
  EXPECT(atomic_load(&bad) == 0);
  return 1;
}

static volatile uint64_t *page;
static atomic_ulong generation;

/* A page's number is that of its generation, unless there is another by now. */
static void *reading(void *argument) {
  (void)argument;
  while (!atomic_load(&stop)) {
    unsigned long before = atomic_load(&generation);
    if (before & 1) continue;
    uint64_t seen = *page;
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load(&generation) == before && seen != before) atomic_fetch_add(&bad, 1);
  }
  return 0;
}

static void *counting(void *argument) {
  intptr_t mine = (intptr_t)argument;
  while (!atomic_load(&stop)) page[8 * mine]++;
  return 0;
}

static void on_fault(int number) {
  (void)number;
  sched_yield();
}

int shoot_downs(void) {
  page = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(page != MAP_FAILED);
  atomic_store(&generation, 0);
  if (!start(reading)) return 0;
  for (int i = 0; i < 120; i++) {
    unsigned long now = atomic_fetch_add(&generation, 1) + 2;
    void *anew = mmap((void *)page, PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(anew == page);
    *page = now;
    atomic_store(&generation, now);
  }
  if (!finish()) return 0;
  /* Nobody writes to a page that has just been made read-only. */
  signal(SIGSEGV, on_fault);
  if (!start(counting)) return 0;
  for (int i = 0; i < 60; i++) {
    EXPECT(mprotect((void *)page, PAGE, PROT_READ) == 0);
    uint64_t first[THREADS], second[THREADS];
    for (int j = 0; j < THREADS; j++) first[j] = page[8 * j];
    for (volatile int j = 0; j < 500; j++) {
    }
    for (int j = 0; j < THREADS; j++) second[j] = page[8 * j];
    EXPECT(mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) == 0);
    EXPECT(memcmp(first, second, sizeof first) == 0);
  }
  if (!finish()) return 0;
  signal(SIGSEGV, SIG_DFL);
  return munmap((void *)page, PAGE) == 0;
}

/* A child's memory is that of one moment, whatever the parent's other threads do. */
int thread_copies(void) {
  page = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(page != MAP_FAILED);
  if (!start(counting)) return 0;
  for (int i = 0; i < 15; i++) {
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
      uint64_t first[THREADS];
      for (int j = 0; j < THREADS; j++) first[j] = page[8 * j];
      for (int round = 0; round < 20; round++) {
        sched_yield();
        for (int j = 0; j < THREADS; j++) {
          if (page[8 * j] != first[j]) _exit(1);
        }
      }
      _exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
  }
  if (!finish()) return 0;
  return munmap((void *)page, PAGE) == 0;
}

enum { CODE_ROUNDS = 120 };

static uint32_t *code;
static pthread_barrier_t written, called;

static void *executing(void *argument) {
  intptr_t mine = (intptr_t)argument;
  for (int i = 0; i < CODE_ROUNDS; i++) {
    /* Each in turn writes; the function is another one every time, in the same place. */
    if (i % THREADS == mine) {
      code[0] = (uint32_t)(i & 0x7FF) << 20 | 10 << 7 | 0x13; /* li a0, i */
      code[1] = 0x00008067; /* ret */
      __builtin___clear_cache((char *)code, (char *)(code + 2));
    }
    pthread_barrier_wait(&written);
    if (((int (*)(void))code)() != (i & 0x7FF)) atomic_fetch_add(&bad, 1);
    pthread_barrier_wait(&called);
  }
  return 0;
}

int thread_code(void) {
  code = mmap(0, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(code != MAP_FAILED);
  EXPECT(pthread_barrier_init(&written, 0, THREADS) == 0);
  EXPECT(pthread_barrier_init(&called, 0, THREADS) == 0);
  if (!start(executing) || !finish()) return 0;
  return munmap(code, PAGE) == 0;
}

static long cpu_count;
static _Thread_local uint64_t own;

static uint64_t nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Registers, thread-local memory and the clock go with a thread from CPU to CPU. */
static void *migrating(void *argument) {
  intptr_t mine = (intptr_t)argument;
  double sum = 0;
  uint64_t last = 0, expected = 0;
  for (int i = 0; i < 100; i++) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)((mine + i) % cpu_count), &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) atomic_fetch_add(&bad, 1);
    if (sched_getcpu() != (mine + i) % cpu_count) atomic_fetch_add(&bad, 1);
    for (int j = 1; j <= 100; j++) {
      sum += 1.0 / j;
      own = own * 6364136223846793005u + (uint64_t)j;
      expected = expected * 6364136223846793005u + (uint64_t)j;
    }
    uint64_t here = nanos();
    if (here < last || own != expected) atomic_fetch_add(&bad, 1);
    last = here;
  }
  double once = 0;
  for (int i = 0; i < 100; i++) {
    for (int j = 1; j <= 100; j++) once += 1.0 / j;
  }
  if (once != sum) atomic_fetch_add(&bad, 1);
  return 0;
}

int migrations(void) {
  cpu_count = sysconf(_SC_NPROCESSORS_ONLN);
  EXPECT(cpu_count >= 1);
  return start(migrating) && finish();
}

static atomic_ulong sum64, bits64;
static atomic_uint sum32;
static _Atomic int64_t least, most;

static void *adding(void *argument) {
  intptr_t mine = (intptr_t)argument;
  for (int i = 0; i < 30000; i++) {
    atomic_fetch_add(&sum64, 3);
    atomic_fetch_add_explicit(&sum32, 5, memory_order_relaxed);
    atomic_fetch_xor(&bits64, 1ul << (16 * mine + i % 16));
    int64_t value = (int64_t)(mine * 30000 + i) - 60000;
    __asm__ volatile("amomin.d zero, %1, (%0)" : : "r"(&least), "r"(value) : "memory");
    __asm__ volatile("amomax.d zero, %1, (%0)" : : "r"(&most), "r"(value) : "memory");
    unsigned long old = atomic_load(&sum64);
    while (!atomic_compare_exchange_weak(&sum64, &old, old + 1)) {
    }
  }
  return 0;
}

int parallel_sums(void) {
  if (!start(adding) || !finish()) return 0;
  EXPECT(atomic_load(&sum64) == 4ul * THREADS * 30000);
  EXPECT(atomic_load(&sum32) == 5u * THREADS * 30000);
  EXPECT(atomic_load(&bits64) == ~0ul); /* each bit was turned 1,875 times */
  EXPECT(atomic_load(&least) == -60000 && atomic_load(&most) == THREADS * 30000 - 60001);
  return 1;
}
