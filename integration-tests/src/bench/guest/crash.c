// Writes that can be told apart, until the machine is killed: after each round a flush, then a line "F ROUND".
//
// Rounds begin at 1. A round writes 8 pieces of 1 to 64 sectors; which ones follows from "crash.seed=". A sector that a
// round writes holds the words (round, sector) from its beginning to its end.
#include "block.h"

enum { PIECES = 8, MOST = 64, DISK_SECTORS = 64 << 11 };
const int repetitions = 1;
static u64 pieces[PIECES][MOST * SECTOR / sizeof(u64)] __attribute__((aligned(4096)));

void prepare(void) { disk_open(); }

static void fill(u64 *words, u64 round, u64 sector, u64 count) {
  for (; count; count--, sector++) {
    for (u64 i = 0; i < SECTOR / sizeof(u64); i += 2) {
      *words++ = round;
      *words++ = sector;
    }
  }
}

u64 work(void) {
  u64 random = argument("crash.seed=", 1);
  for (u64 round = 1;; round++) {
    for (u32 i = 0; i < PIECES; i++) {
      u64 count = 1 + next_random(&random) % MOST;
      u64 sector = next_random(&random) % (DISK_SECTORS - MOST);
      fill(pieces[i], round, sector, count);
      disk_add(i, DISK_WRITE, sector, pieces[i], (u32)count * SECTOR);
    }
    disk_tell();
    for (u32 i = 0; i < PIECES; i++) {
      disk_await();
    }
    disk_do(DISK_FLUSH, 0, 0, 0);
    print("F ");
    print_number(round);
    print("\n");
  }
}
