// A disk: in order in large requests, and 4 KiB anywhere, one at a time or 32. Each repetition is the next of six kinds.
#include "block.h"

enum { KINDS = 6, ROUNDS = 5 };
const int repetitions = KINDS * ROUNDS;
enum { MIB = 1 << 20, AREA = 256 * MIB, LARGE = 256 << 10, SMALL = 4096, LARGE_DEPTH = 8, PASS = 128 * MIB };
static u8 memory[DISK_DEPTH][SMALL] __attribute__((aligned(4096)));
static u8 large[LARGE_DEPTH][LARGE] __attribute__((aligned(4096)));
static u64 random = 1, number;

typedef struct { u32 type, size, depth, count; int in_order; } Kind;
static const Kind kinds[KINDS] = {
    {DISK_WRITE, LARGE, LARGE_DEPTH, PASS / LARGE, 1}, {DISK_READ, LARGE, LARGE_DEPTH, PASS / LARGE, 1},
    {DISK_READ, SMALL, 1, 4000, 0},                    {DISK_READ, SMALL, DISK_DEPTH, 16000, 0},
    {DISK_WRITE, SMALL, 1, 4000, 0},                   {DISK_WRITE, SMALL, DISK_DEPTH, 16000, 0},
};

static u8 *buffer(const Kind *kind, u32 tag) { return kind->size == LARGE ? large[tag] : memory[tag]; }

static void submit(const Kind *kind, u32 tag, u32 index) {
  u64 place = kind->in_order ? index : next_random(&random) % (AREA / kind->size);
  disk_add(tag, kind->type, place * (kind->size / SECTOR), buffer(kind, tag), kind->size);
}

static u64 run(const Kind *kind) {
  u32 begun = 0;
  u64 check = 0;
  while (begun < kind->depth) {
    submit(kind, begun, begun);
    begun++;
  }
  disk_tell();
  for (u32 ended = 0; ended < kind->count; ended++) {
    u32 tag = disk_await();
    check += *(u64 *)buffer(kind, tag);
    if (begun < kind->count) {
      submit(kind, tag, begun++);
    }
    // What else is done is seen first, so that several requests begin with one notification.
    if (used.index == seen) {
      disk_tell();
    }
  }
  return check;
}

static const u32 EACH = LARGE / sizeof(u64);

// Fills what is read and written later.
void prepare(void) {
  disk_open();
  for (u32 at = 0; at < AREA / LARGE; at++) {
    for (u32 i = 0; i < EACH; i++) {
      ((u64 *)large[0])[i] = at * 7;
    }
    disk_do(DISK_WRITE, (u64)at * (LARGE / SECTOR), large[0], LARGE);
  }
  disk_do(DISK_FLUSH, 0, 0, 0);
}

u64 work(void) { return run(kinds + number++ % KINDS); }
