/*
 * The first process of a Linux guest that checks the machine under it: processes, signals, futexes,
 * memory mappings, changing code, floating point, atomics, time. One line for each check, "CHECK name
 * ok" or "CHECK name FAILED: why"; "CHECK end" is the last. Then the power goes off.
 *
 * Spec: POSIX.1-2017; the Linux manual pages for what is not in it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <linux/futex.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "floats.h"

static char reason[256];

int fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  return 0;
}

/* Children that compute, in generations, and their exit statuses. */
static int processes(void) {
  for (int i = 0; i < 60; i++) {
    int ends[2];
    EXPECT(pipe(ends) == 0);
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
      uint64_t state = i, sum = 0;
      for (int j = 0; j < 1000; j++) sum += next(&state);
      pid_t inner = fork();
      if (inner == 0) _exit(i % 7);
      int status;
      if (inner < 0 || waitpid(inner, &status, 0) != inner || WEXITSTATUS(status) != i % 7) _exit(1);
      if (write(ends[1], &sum, sizeof sum) != sizeof sum) _exit(2);
      _exit(i + 3);
    }
    uint64_t state = i, sum = 0, theirs = 0;
    for (int j = 0; j < 1000; j++) sum += next(&state);
    EXPECT(read(ends[0], &theirs, sizeof theirs) == sizeof theirs && theirs == sum);
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == i + 3);
    close(ends[0]);
    close(ends[1]);
  }
  return 1;
}

static sigjmp_buf back;
static void *volatile fault_address;
static volatile sig_atomic_t handled;

static void on_fault(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  fault_address = info->si_addr;
  handled++;
  siglongjmp(back, 1);
}

static void on_write_fault(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  handled++;
  mprotect((void *)((uintptr_t)info->si_addr & -PAGE), PAGE, PROT_READ | PROT_WRITE);
}

static void on_signal(int number) {
  handled += number == SIGUSR1;
}

static int install(int number, void (*action)(int, siginfo_t *, void *)) {
  struct sigaction how = {.sa_sigaction = action, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  return sigaction(number, &how, 0);
}

static int signals(void) {
  stack_t other = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
  EXPECT(sigaltstack(&other, 0) == 0);
  struct sigaction plain = {.sa_handler = on_signal};
  EXPECT(sigaction(SIGUSR1, &plain, 0) == 0);
  handled = 0;
  for (int i = 0; i < 1000; i++) kill(getpid(), SIGUSR1);
  EXPECT(handled == 1000);
  EXPECT(install(SIGSEGV, on_fault) == 0);
  char *page = mmap(0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(page != MAP_FAILED);
  handled = 0;
  for (volatile int i = 0; i < 200; i++) {
    if (sigsetjmp(back, 1) == 0) {
      *(volatile char *)(page + i) = 1;
      return fail("a forbidden store went through");
    }
    EXPECT(fault_address == page + i);
  }
  EXPECT(handled == 200);
  /* Repaired, the store is done again. */
  EXPECT(install(SIGSEGV, on_write_fault) == 0);
  handled = 0;
  *(volatile uint64_t *)(page + 8) = 77;
  EXPECT(handled == 1 && *(uint64_t *)(page + 8) == 77);
  /* Floating-point registers survive handlers. */
  volatile double sum = 0;
  for (int i = 1; i <= 300; i++) {
    double term = 1.0 / i;
    kill(getpid(), SIGUSR1);
    sum += term;
  }
  EXPECT(sum > 6.28 && sum < 6.29);
  EXPECT(install(SIGILL, on_fault) == 0);
  if (sigsetjmp(back, 1) == 0) {
    __asm__ volatile(".4byte 0");
    return fail("an illegal instruction went through");
  }
  signal(SIGSEGV, SIG_DFL);
  signal(SIGILL, SIG_DFL);
  return munmap(page, PAGE) == 0;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int turn;
static long counted;
static atomic_long added;
static atomic_uint word;

static void *taking_turns(void *argument) {
  int mine = (int)(intptr_t)argument;
  for (int i = 0; i < 250; i++) {
    pthread_mutex_lock(&lock);
    while (turn != mine) pthread_cond_wait(&turned, &lock);
    turn = (turn + 1) % 4;
    counted++;
    pthread_cond_broadcast(&turned);
    pthread_mutex_unlock(&lock);
  }
  for (int i = 0; i < 20000; i++) {
    atomic_fetch_add(&added, 1);
    pthread_mutex_lock(&lock);
    counted++;
    pthread_mutex_unlock(&lock);
    uint32_t old = atomic_load(&word);
    while (!atomic_compare_exchange_weak(&word, &old, old + 3)) {
    }
  }
  return 0;
}

static int futexes(void) {
  pthread_t threads[4];
  for (intptr_t i = 0; i < 4; i++) EXPECT(pthread_create(&threads[i], 0, taking_turns, (void *)i) == 0);
  for (int i = 0; i < 4; i++) EXPECT(pthread_join(threads[i], 0) == 0);
  EXPECT(counted == 4 * (250 + 20000));
  EXPECT(atomic_load(&added) == 4 * 20000);
  EXPECT(atomic_load(&word) == 3 * 4 * 20000);
  uint32_t value = 5;
  struct timespec wait = {.tv_nsec = 20000000};
  EXPECT(syscall(SYS_futex, &value, FUTEX_WAIT, 4, &wait, 0, 0) == -1 && errno == EAGAIN);
  EXPECT(syscall(SYS_futex, &value, FUTEX_WAIT, 5, &wait, 0, 0) == -1 && errno == ETIMEDOUT);
  return 1;
}

/* Pages that are shared until somebody writes to them. */
static int copies(void) {
  enum { PAGES = 256 };
  uint64_t *memory = mmap(0, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint64_t *shared = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  EXPECT(memory != MAP_FAILED && shared != MAP_FAILED);
  size_t words = PAGES * PAGE / 8;
  uint64_t state = 1;
  for (size_t i = 0; i < words; i++) memory[i] = next(&state);
  for (int generation = 0; generation < 8; generation++) {
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
      uint64_t own = generation;
      for (int i = 0; i < 2000; i++) {
        size_t at = next(&own) % words;
        memory[at] = ~memory[at];
      }
      shared[generation]++;
      _exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
  }
  state = 1;
  for (size_t i = 0; i < words; i++) EXPECT(memory[i] == next(&state));
  for (int i = 0; i < 8; i++) EXPECT(shared[i] == 1);
  EXPECT(munmap(shared, PAGE) == 0 && munmap(memory, PAGES * PAGE) == 0);
  return 1;
}

static int mappings(void) {
  int file = memfd_create("file", 0);
  EXPECT(file >= 0 && ftruncate(file, 8 * PAGE) == 0);
  char *one = mmap(0, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  char *two = mmap(0, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  EXPECT(one != MAP_FAILED && two != MAP_FAILED);
  for (int i = 0; i < 8; i++) one[i * PAGE + i] = (char)(i + 1);
  for (int i = 0; i < 8; i++) EXPECT(two[i * PAGE + i] == i + 1);
  two[3 * PAGE + 3] = 99;
  EXPECT(one[3 * PAGE + 3] == 4);
  one[3 * PAGE + 4] = 55;
  EXPECT(two[3 * PAGE + 4] == 0);
  char byte;
  EXPECT(pread(file, &byte, 1, 5 * PAGE + 5) == 1 && byte == 6);
  char *moved = mremap(two, 8 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
  EXPECT(moved != MAP_FAILED && moved[3 * PAGE + 3] == 99);
  EXPECT(madvise(moved, PAGE * 8, MADV_DONTNEED) == 0 && moved[3 * PAGE + 3] == 4);
  /* Misaligned accesses, across pages, too. */
  for (int offset = -8; offset <= 8; offset++) {
    uint64_t value = 0x0123456789ABCDEFu * (offset + 20), read;
    memcpy(one + PAGE + offset, &value, 8);
    __asm__ volatile("ld %0, 0(%1)" : "=r"(read) : "r"(one + PAGE + offset) : "memory");
    EXPECT(read == value);
    __asm__ volatile("sd %0, 0(%1)" : : "r"(~value), "r"(one + PAGE + offset) : "memory");
    memcpy(&read, one + PAGE + offset, 8);
    EXPECT(read == ~value);
  }
  size_t size = 48 << 20;
  unsigned char *big = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(big != MAP_FAILED);
  for (size_t i = 0; i < size; i += PAGE) big[i] = (unsigned char)(i >> 12);
  for (size_t i = 0; i < size; i += PAGE) EXPECT(big[i] == (unsigned char)(i >> 12));
  EXPECT(munmap(big, size) == 0 && munmap(one, 8 * PAGE) == 0 && close(file) == 0);
  return 1;
}

/* Code that is written, executed, changed and executed again. */
static int changing_code(void) {
  uint32_t *code = mmap(0, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT(code != MAP_FAILED);
  code[1] = 0x00008067; /* ret */
  for (int i = 0; i < 2000; i++) {
    code[0] = (uint32_t)(i & 0x7FF) << 20 | 10 << 7 | 0x13; /* li a0, i */
    __builtin___clear_cache((char *)code, (char *)(code + 2));
    EXPECT(((int (*)(void))code)() == (i & 0x7FF));
  }
  return munmap(code, PAGE) == 0;
}

static int floats(void) {
  static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  static const uint64_t expected[] = FLOAT_HASHES;
  for (int i = 0; i < 4; i++) {
    uint64_t hash = float_hash(modes[i]);
    if (hash != expected[i]) return fail("mode %d: hash 0x%016lx", i, (unsigned long)hash);
  }
  return 1;
}

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static volatile sig_atomic_t ticks;

static void on_tick(int number) {
  ticks += number == SIGALRM;
}

static int timers(void) {
  double last = now(CLOCK_MONOTONIC);
  for (int i = 0; i < 20000; i++) {
    double here = now(CLOCK_MONOTONIC);
    EXPECT(here >= last);
    last = here;
  }
  struct sigaction action = {.sa_handler = on_tick};
  EXPECT(sigaction(SIGALRM, &action, 0) == 0);
  struct itimerval every = {{0, 20000}, {0, 20000}};
  EXPECT(setitimer(ITIMER_REAL, &every, 0) == 0);
  while (ticks < 20) pause();
  struct itimerval never = {{0, 0}, {0, 0}};
  EXPECT(setitimer(ITIMER_REAL, &never, 0) == 0);
  for (int i = 0; i < 10; i++) {
    double begin = now(CLOCK_MONOTONIC);
    struct timespec wait = {.tv_nsec = 10000000};
    EXPECT(nanosleep(&wait, 0) == 0);
    EXPECT(now(CLOCK_MONOTONIC) - begin >= 0.01);
  }
  return 1;
}

/* For the host, which has a clock of its own: the guest's time, again and again for ten seconds. */
static int marks(void) {
  struct timespec wait = {.tv_nsec = 500000000};
  for (int i = 0; i < 21; i++) {
    if (i > 0) EXPECT(nanosleep(&wait, 0) == 0);
    printf("MARK %.6f\n", now(CLOCK_MONOTONIC));
    fflush(stdout);
  }
  return 1;
}

static const struct {
  const char *name;
  int (*run)(void);
} checks[] = {
  {"processes", processes}, {"signals", signals}, {"futexes", futexes},
  {"copies", copies}, {"mappings", mappings}, {"changing-code", changing_code},
  {"floats", floats}, {"shoot-downs", shoot_downs}, {"thread-copies", thread_copies},
  {"thread-code", thread_code}, {"migrations", migrations}, {"parallel-sums", parallel_sums},
  {"timers", timers}, {"marks", marks},
};

int main(void) {
  int console = open("/dev/console", O_RDWR);
  if (console < 0) {
    mkdir("/dev", 0755);
    mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
    console = open("/dev/console", O_RDWR);
  }
  for (int i = 0; i < 3; i++) dup2(console, i);
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    errno = 0;
    if (checks[i].run()) {
      printf("CHECK %s ok\n", checks[i].name);
    } else {
      printf("CHECK %s FAILED: %s\n", checks[i].name, reason);
    }
    fflush(stdout);
  }
  printf("CHECK end\n");
  fflush(stdout);
  tcdrain(1);
  sync();
  reboot(RB_POWER_OFF);
  for (;;) pause();
}
