// Three thousand different functions of about fifty instructions, made by the preprocessor.
#define K(n, i) ((u64)(n) * 0x9E3779B97F4A7C15ul * (i) >> ((n) % 23 + 8))

#define FUNCTION(n)                                                            \
  static __attribute__((noinline)) u64 f##n(u64 a, u64 *m) {                   \
    u64 b = a ^ (K(n, 1) & 0x7FFFF);                                           \
    m[n % 61] += b;                                                            \
    if (b & 1 << (n % 5)) {                                                    \
      b += m[n % 53] >> (n % 11 + 1);                                          \
      m[n % 47 + 3] = b;                                                       \
    } else {                                                                   \
      b = (b << 3) - (K(n, 3) & 0x3FF);                                        \
    }                                                                          \
    switch (n % 6) {                                                           \
      case 0: b += (a * (n | 1)) ^ m[n % 13]; break;                           \
      case 1: b = b > a ? b - a : a - b; break;                                \
      case 2: for (int i = 0; i < 3; i++) b += m[i + n % 17] ^ (u64)i; break;  \
      case 3: m[n % 29] ^= b >> 7; b |= a & 0xFF; break;                       \
      case 4: b = (u64)(u32)b + (a >> (n % 31)); break;                        \
      default: b ^= b << (n % 9 + 2); break;                                   \
    }                                                                          \
    u64 c = m[n % 37 + 1] + (b & (K(n, 5) & 0x7FF));                           \
    if ((c ^ b) & (2 << n % 3)) c = c * 5 + (n & 0x7FF);                       \
    if (c > (K(n, 7) & 0xFFFFF)) c -= m[n % 19 + 2] >> 3;                      \
    m[n % 59 + 4] = c ^ a;                                                     \
    return c + (b >> (n % 13));                                                \
  }

#define TEN(M, p) M(p##0) M(p##1) M(p##2) M(p##3) M(p##4) M(p##5) M(p##6) M(p##7) M(p##8) M(p##9)
#define HUNDRED(M, p)                                                                                              \
  TEN(M, p##0) TEN(M, p##1) TEN(M, p##2) TEN(M, p##3) TEN(M, p##4) TEN(M, p##5) TEN(M, p##6) TEN(M, p##7)          \
  TEN(M, p##8) TEN(M, p##9)
#define THOUSAND(M, p)                                                                                             \
  HUNDRED(M, p##0) HUNDRED(M, p##1) HUNDRED(M, p##2) HUNDRED(M, p##3) HUNDRED(M, p##4) HUNDRED(M, p##5)            \
  HUNDRED(M, p##6) HUNDRED(M, p##7) HUNDRED(M, p##8) HUNDRED(M, p##9)
#define ALL(M) THOUSAND(M, 1) THOUSAND(M, 2) THOUSAND(M, 3)
#define NAME(n) f##n,

ALL(FUNCTION)

enum { FUNCTIONS = 3000 };
static u64 (*const functions[FUNCTIONS])(u64, u64 *) = {ALL(NAME)};
