// The first process of the Linux guest: measures what a kernel and its hardware make expensive, then turns the machine off.
//
// Prints "bench init" at once, a line "bench NAME PICOSECONDS" per operation measured (picoseconds for one), then "bench done". With
// "bench_idle" among its arguments it says "bench idle" and sleeps; with "bench_stop" it turns the machine off at once.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *program;
static double least_seconds = 0.15;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0) {
    _exit(9);
  }
}

static void check(int good, const char *what) {
  if (!good) {
    char line[100];
    snprintf(line, sizeof line, "bench failed: %s: %m\n", what);
    say(line);
    reboot(RB_POWER_OFF);
  }
}

// One of the operations, repeated: the count doubles until it takes long enough, then the median of three counts.
static void measure(const char *name, void (*operation)(long count)) {
  long count = 1;
  double spent = 0;
  for (;;) {
    double before = now();
    operation(count);
    spent = now() - before;
    if (spent >= least_seconds) {
      break;
    }
    count = spent < least_seconds / 20 ? count * 8 : (long)((double)count * least_seconds / spent * 1.2) + 1;
  }
  double times[3];
  for (int i = 0; i < 3; i++) {
    double before = now();
    operation(count);
    times[i] = now() - before;
  }
  double low = times[0] < times[1] ? times[0] : times[1], high = times[0] < times[1] ? times[1] : times[0];
  double median = times[2] < low ? low : times[2] > high ? high : times[2];
  char line[100];
  snprintf(line, sizeof line, "bench %s %.0f\n", name, median / (double)count * 1e12);
  say(line);
}

static void system_calls(long count) {
  for (long i = 0; i < count; i++) {
    syscall(SYS_getppid);
  }
}

static void times_of_day(long count) {
  struct timespec t;
  for (long i = 0; i < count; i++) {
    clock_gettime(CLOCK_REALTIME, &t);
  }
}

static void switches(long count) { // two processes and a token: an operation is there and back, so two switches
  int there[2], back[2];
  char token = 1;
  check(pipe(there) == 0 && pipe(back) == 0, "pipe");
  pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    for (long i = 0; i < count; i++) {
      if (read(there[0], &token, 1) != 1 || write(back[1], &token, 1) != 1) {
        _exit(1);
      }
    }
    _exit(0);
  }
  for (long i = 0; i < count; i++) {
    check(write(there[1], &token, 1) == 1 && read(back[0], &token, 1) == 1, "token");
  }
  waitpid(child, 0, 0);
  close(there[0]), close(there[1]), close(back[0]), close(back[1]);
}

static void page_faults(long count) { // an operation is a page mapped, touched and unmapped, 64 at a time
  for (long i = 0; i < count; i += 64) {
    char *pages = mmap(0, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(pages != MAP_FAILED, "mmap");
    for (int k = 0; k < 64; k++) {
      pages[k * 4096] = 1;
    }
    munmap(pages, 64 * 4096);
  }
}

static void copies_on_write(long count) { // a child writes to 64 pages that it shares with its parent
  static char pages[64 * 4096] __attribute__((aligned(4096)));
  memset(pages, 1, sizeof pages);
  for (long i = 0; i < count; i += 64) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
      for (int k = 0; k < 64; k++) {
        pages[k * 4096] = 2;
      }
      _exit(0);
    }
    waitpid(child, 0, 0);
  }
}

static void forks(long count) {
  for (long i = 0; i < count; i++) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
      _exit(0);
    }
    waitpid(child, 0, 0);
  }
}

static void programs(long count) {
  char *arguments[] = {(char *)program, NULL};
  for (long i = 0; i < count; i++) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
      execv(program, arguments);
      _exit(1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    check(status == 0, program);
  }
}

static void pipes(long count) { // an operation is a KiB through a pipe, 32 at a time
  int ends[2];
  static char block[32768];
  check(pipe(ends) == 0, "pipe");
  pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    close(ends[1]);
    while (read(ends[0], block, sizeof block) > 0) {
    }
    _exit(0);
  }
  close(ends[0]);
  for (long i = 0; i < count; i += 32) {
    check(write(ends[1], block, sizeof block) > 0, "write");
  }
  close(ends[1]);
  waitpid(child, 0, 0);
}

static volatile sig_atomic_t signalled;
static void on_signal(int number) { signalled += number; }

static void signals(long count) {
  signal(SIGUSR1, on_signal);
  for (long i = 0; i < count; i++) {
    raise(SIGUSR1);
  }
}

static void files(long count) { // open, stat, read and close of a small file
  char content[64];
  for (long i = 0; i < count; i++) {
    int file = open("/small", O_RDONLY);
    check(file >= 0 && lseek(file, 0, SEEK_END) > 0 && pread(file, content, sizeof content, 0) > 0, "/small");
    close(file);
  }
}

int main(int count, char **arguments) {
  if (getpid() != 1) {
    return 0; // as the program that the benches start
  }
  say("bench init\n");
  for (int i = 1; i < count; i++) {
    if (!strcmp(arguments[i], "bench_idle")) {
      say("bench idle\n");
      for (;;) {
        pause();
      }
    }
    if (!strcmp(arguments[i], "bench_stop")) {
      reboot(RB_POWER_OFF);
    }
  }
  const char *shorter = getenv("bench_percent");
  if (shorter) {
    least_seconds *= atoi(shorter) / 100.0;
  }
  measure("syscall", system_calls);
  measure("clock", times_of_day);
  measure("switch", switches);
  measure("fault", page_faults);
  measure("cow", copies_on_write);
  measure("fork", forks);
  program = "/init";
  measure("exec-static", programs);
  program = "/dynamic";
  measure("exec-dynamic", programs);
  measure("pipe", pipes);
  measure("signal", signals);
  measure("file", files);
  say("bench done\n");
  reboot(RB_POWER_OFF);
}
