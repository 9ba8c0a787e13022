// A driver of the block device behind virtio-mmio, by [VIRTIO] 1.2: one queue, requests in order, the CPU asleep while it
// waits for an interrupt. Without a device it ends the machine.
#ifndef BLOCK_H
#define BLOCK_H
#include "bench.h"

enum { DISK_READ = 0, DISK_WRITE = 1, DISK_FLUSH = 4 };
enum { SECTOR = 512, QUEUE = 128, DISK_DEPTH = 32 };
enum { RING_NEXT = 1, RING_WRITE = 2 };

typedef struct { u64 address; u32 length; u16 flags, next; } Descriptor;
typedef struct { u32 type, reserved; u64 sector; } RequestHeader;

static Descriptor descriptors[QUEUE] __attribute__((aligned(4096)));
static struct { u16 flags; volatile u16 index; u16 ring[QUEUE]; volatile u16 used_event; } available __attribute__((aligned(4096)));
static struct { u16 flags; volatile u16 index; struct { u32 id, length; } ring[QUEUE]; volatile u16 available_event; } used
    __attribute__((aligned(4096)));
static RequestHeader headers[DISK_DEPTH];
static volatile u8 statuses[DISK_DEPTH];
static u16 added, told, seen;
static volatile u32 *slot;
static u32 line;

static u32 *const PLIC = (u32 *)0x0c000000;
enum { PLIC_ENABLE = 0x2080 / 4, PLIC_THRESHOLD = 0x201000 / 4, PLIC_CLAIM = 0x201004 / 4 }; // hart 0, S-mode
enum { R_MAGIC = 0, R_DEVICE = 2, R_FEATURES = 4, R_FEATURES_SELECT = 5, R_DRIVER = 8, R_DRIVER_SELECT = 9, R_QUEUE = 12 };
enum { R_QUEUE_SIZE = 14, R_READY = 17, R_NOTIFY = 20, R_PENDING = 24, R_ACKNOWLEDGE = 25, R_STATUS = 28 };
enum { R_DESCRIPTORS = 32, R_AVAILABLE = 36, R_USED = 40 };
enum { EVENT_INDEX = 1 << 29, FLUSHES = 1 << 9 };

static void disk_fail(const char *why) {
  print("disk: ");
  print(why);
  print("\n");
  power_off(1);
}

static void place(int at, const void *table) {
  slot[at] = (u32)(u64)table;
  slot[at + 1] = (u32)((u64)table >> 32);
}

static void disk_open(void) {
  for (u32 i = 8; i > 0 && !slot; i--) {
    volatile u32 *each = (volatile u32 *)(0x10000000ul + 0x1000 * i);
    if (each[R_MAGIC] == 0x74726976 && each[R_DEVICE] == 2) {
      slot = each;
      line = i;
    }
  }
  if (!slot) {
    disk_fail("there is none");
  }
  slot[R_STATUS] = 0;
  slot[R_STATUS] = 3;
  slot[R_DRIVER_SELECT] = 0;
  slot[R_DRIVER] = EVENT_INDEX | FLUSHES;
  slot[R_DRIVER_SELECT] = 1;
  slot[R_DRIVER] = 1; // VERSION_1
  slot[R_STATUS] = 11;
  if (!(slot[R_STATUS] & 8)) {
    disk_fail("the features were refused");
  }
  slot[R_QUEUE] = 0;
  slot[R_QUEUE_SIZE] = QUEUE;
  place(R_DESCRIPTORS, descriptors);
  place(R_AVAILABLE, &available);
  place(R_USED, &used);
  slot[R_READY] = 1;
  slot[R_STATUS] = 15;
  PLIC[line] = 1;
  PLIC[PLIC_ENABLE] = 1u << line;
  PLIC[PLIC_THRESHOLD] = 0;
  __asm__ volatile("csrs sie, %0" ::"r"(1ul << 9)); // a reason to wake up; taken by nobody, as sstatus.SIE is off
}

// Puts a request into the ring as number TAG, below DISK_DEPTH; the device hears of it by disk_tell.
static void disk_add(u32 tag, u32 type, u64 sector, void *bytes, u32 length) {
  Descriptor *own = descriptors + 3 * tag;
  headers[tag] = (RequestHeader){type, 0, sector};
  statuses[tag] = 0xff;
  u16 at = (u16)(3 * tag);
  own[0] = (Descriptor){(u64)(headers + tag), sizeof(RequestHeader), RING_NEXT, (u16)(at + (length ? 1 : 2))};
  own[1] = (Descriptor){(u64)bytes, length, (u16)(RING_NEXT | (type == DISK_READ ? RING_WRITE : 0)), (u16)(at + 2)};
  own[2] = (Descriptor){(u64)(statuses + tag), 1, RING_WRITE, 0};
  available.ring[added % QUEUE] = at;
  added++;
}

static void disk_tell(void) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  available.index = added;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if ((u16)(added - used.available_event - 1) < (u16)(added - told)) {
    slot[R_NOTIFY] = 0;
  }
  told = added;
}

// The number of a request that is done; sleeps until there is one.
static u32 disk_await(void) {
  while (used.index == seen) {
    available.used_event = seen;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (used.index != seen) {
      break;
    }
    __asm__ volatile("wfi" ::: "memory");
    u32 claimed = ((volatile u32 *)PLIC)[PLIC_CLAIM];
    if (claimed) {
      slot[R_ACKNOWLEDGE] = slot[R_PENDING];
      ((volatile u32 *)PLIC)[PLIC_CLAIM] = claimed;
    }
  }
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  u32 tag = used.ring[seen % QUEUE].id / 3;
  seen++;
  if (statuses[tag] != 0) {
    disk_fail("a request failed");
  }
  return tag;
}

// One request, and its end.
static void disk_do(u32 type, u64 sector, void *bytes, u32 length) {
  disk_add(0, type, sector, bytes, length);
  disk_tell();
  disk_await();
}

#endif
