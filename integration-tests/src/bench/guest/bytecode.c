// Indirect jumps: a stack machine whose instructions jump to each other through a table.
#include "bench.h"

const int repetitions = 9;
enum op { PUSH, LOAD, STORE, ADD, SUB, MUL, REM, LESS, BRANCH_ZERO, JUMP, DUP, DROP, XOR, HALT };

// Counts the primes below a limit by trial division: locals are n, d, count, limit.
static const i32 program[] = {
    PUSH, 2, STORE, 0,                          //  0: n = 2
    LOAD, 0, LOAD,  3, LESS, BRANCH_ZERO, 59,   //  4: while n < limit
    PUSH, 2, STORE, 1,                          // 11: d = 2
    LOAD, 0, LOAD,  1, DUP,  MUL, LESS,         // 15: n < d * d: prime
    PUSH, 1, XOR, BRANCH_ZERO, 43,              // 22
    LOAD, 0, LOAD,  1, REM,  BRANCH_ZERO, 50,   // 27: n % d == 0: not prime
    LOAD, 1, PUSH,  1, ADD,  STORE, 1,          // 34: d++
    JUMP, 15,                                   // 41
    LOAD, 2, PUSH,  1, ADD,  STORE, 2,          // 43: count++
    LOAD, 0, PUSH,  1, ADD,  STORE, 0,          // 50: n++
    JUMP, 4,                                    // 57
    HALT};                                      // 59

static i64 run(const i32 *code, i64 limit) {
  static const void *const labels[] = {&&push, &&load, &&store, &&add, &&sub, &&mul, &&rem, &&less,
                                       &&branch_zero, &&jump, &&dup, &&drop, &&xor, &&halt};
  i64 stack[16], locals[4] = {0, 0, 0, limit};
  i64 *top = stack;
  const i32 *at = code;
#define NEXT goto *labels[*at++]
  NEXT;
push: *++top = *at++; NEXT;
load: *++top = locals[*at++]; NEXT;
store: locals[*at++] = *top--; NEXT;
add: top--; *top += top[1]; NEXT;
sub: top--; *top -= top[1]; NEXT;
mul: top--; *top *= top[1]; NEXT;
rem: top--; *top %= top[1]; NEXT;
less: top--; *top = *top < top[1]; NEXT;
branch_zero: at = *top-- ? at + 1 : code + *at; NEXT;
jump: at = code + *at; NEXT;
dup: top++; *top = top[-1]; NEXT;
drop: top--; NEXT;
xor: top--; *top ^= top[1]; NEXT;
halt: return locals[2];
}

void prepare(void) {}

u64 work(void) { return (u64)run(program, 26000); }
