/* How a check of the guest says what it found. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>

#define PAGE 4096

/* Notes why a check has failed; returns 0, which a failed check returns. */
int fail(const char *format, ...);

#define EXPECT(condition) \
  do { \
    if (!(condition)) return fail("line %d: %s (errno %d)", __LINE__, #condition, errno); \
  } while (0)

/* Checks of several threads, which run on as many CPUs as there are. */
int shoot_downs(void);
int thread_copies(void);
int thread_code(void);
int migrations(void);
int parallel_sums(void);

#endif
