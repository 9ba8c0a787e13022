// Integer, the usual mixture of small programs: a linked list, integer matrices, a state machine over text, a checksum.
#include "bench.h"

const int repetitions = 9;
enum { NODES = 400, SIDE = 24, ROUNDS = 700 };

struct node {
  struct node *next;
  i32 key;
  u32 load;
};

static struct node pool[NODES];
static i32 left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];
static const char text[] = "17,-42,3.1415,+9e8,x7,0.5,12e,-.25,8e-3,,99,hello,1.2.3,4E+5,-7,0x1F,65535,+,6.02e23,";

static u32 checksum(u32 sum, u64 value) {
  for (int i = 0; i < 64; i += 8) {
    sum ^= (u32)(value >> i) & 0xFF;
    for (int bit = 0; bit < 8; bit++) {
      sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
    }
  }
  return sum;
}

static struct node *merge_sort(struct node *list) {
  if (!list || !list->next) {
    return list;
  }
  struct node *slow = list, *fast = list->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  struct node *b = merge_sort(slow->next);
  slow->next = 0;
  struct node *a = merge_sort(list);
  struct node *head = 0, **tail = &head;
  while (a && b) {
    struct node **smaller = a->key <= b->key ? &a : &b;
    *tail = *smaller;
    tail = &(*tail)->next;
    *smaller = *tail;
  }
  *tail = a ? a : b;
  return head;
}

static u32 lists(u64 *random) {
  for (int i = 0; i < NODES; i++) {
    pool[i].next = i + 1 < NODES ? &pool[i + 1] : 0;
    pool[i].key = (i32)(next_random(random) & 0xFFFF);
    pool[i].load = (u32)i;
  }
  struct node *list = merge_sort(pool);
  u32 found = 0;
  for (i32 wanted = 0; wanted < 40; wanted++) {
    struct node *at = list;
    while (at && at->key < wanted * 1638) {
      at = at->next;
    }
    found += at ? at->load : 1;
  }
  struct node *reversed = 0;
  while (list) {
    struct node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return found ^ (u32)reversed->key;
}

static u32 matrices(i32 seed) {
  for (int i = 0; i < SIDE; i++) {
    for (int k = 0; k < SIDE; k++) {
      left[i][k] = (i * 7 + k * 3 + seed) & 0xFF;
      right[i][k] = (i ^ k) + seed;
    }
  }
  u32 sum = 0;
  for (int i = 0; i < SIDE; i++) {
    for (int k = 0; k < SIDE; k++) {
      i32 cell = 0;
      for (int j = 0; j < SIDE; j++) {
        cell += left[i][j] * right[j][k];
      }
      product[i][k] = cell;
      sum += (u32)(cell >> 4);
    }
  }
  return sum;
}

enum state { START, SIGN, WHOLE, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, WORD, STATES };

static u32 scan(void) {
  u32 seen[STATES] = {0};
  enum state state = START;
  for (const char *at = text; *at; at++) {
    char c = *at;
    int digit = c >= '0' && c <= '9';
    if (c == ',') {
      seen[state]++;
      state = START;
      continue;
    }
    switch (state) {
      case START: state = digit ? WHOLE : c == '+' || c == '-' ? SIGN : c == '.' ? FRACTION : WORD; break;
      case SIGN: state = digit ? WHOLE : c == '.' ? FRACTION : WORD; break;
      case WHOLE: state = digit ? WHOLE : c == '.' ? FRACTION : c == 'e' || c == 'E' ? EXPONENT : WORD; break;
      case FRACTION: state = digit ? FRACTION : c == 'e' || c == 'E' ? EXPONENT : WORD; break;
      case EXPONENT: state = digit ? POWER : c == '+' || c == '-' ? EXPONENT_SIGN : WORD; break;
      case EXPONENT_SIGN: case POWER: state = digit ? POWER : WORD; break;
      default: break;
    }
  }
  u32 sum = 0;
  for (int i = 0; i < STATES; i++) {
    sum = sum * 31 + seen[i];
  }
  return sum;
}

void prepare(void) {}

u64 work(void) {
  u64 random = 1;
  u32 sum = ~0u;
  for (int i = 0; i < ROUNDS; i++) {
    sum = checksum(sum, lists(&random));
    sum = checksum(sum, matrices(i));
    for (int k = 0; k < 20; k++) {
      sum = checksum(sum, scan());
    }
  }
  return sum;
}
