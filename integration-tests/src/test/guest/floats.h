/*
 * A long computation in single and double precision and a hash of every bit and flag on its way.
 * What IEEE 754 leaves no choice in, so that every machine has the same hashes: those below were
 * computed by an x86-64 host (compile floathash.c there to see: -frounding-math -ffp-contract=off).
 */
#define FLOAT_HASHES \
  {0x9a0eac9c08cd7e95u, 0xe8162a5abe47553bu, 0x77211b19b6719995u, 0xf6e94d273e99c4d5u}

static uint64_t next(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state ^ *state >> 29;
}

static uint64_t mixed(uint64_t hash, uint64_t value) {
  for (int i = 0; i < 8; i++) {
    hash = (hash ^ (value & 0xFF)) * 1099511628211u;
    value >>= 8;
  }
  return hash;
}

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

static uint64_t to_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  return bits;
}

/* Numbers of any size, subnormal ones and infinities among them; no NaN. */
static double any_double(uint64_t *state) {
  uint64_t bits = next(state);
  uint64_t field = (next(state) & 3) == 0 ? next(state) % 2048 : 1023 - 30 + next(state) % 60;
  bits = (bits & 0x800FFFFFFFFFFFFFu) | field << 52;
  return field == 2047 ? from_bits(bits & 0xFFF0000000000000u) : from_bits(bits);
}

static uint64_t hashed(uint64_t hash, double result) {
  /* The bits of a NaN are a machine's own choice. */
  return mixed(hash, result != result ? 1 : to_bits(result));
}

__attribute__((noinline)) static uint64_t float_hash(int mode) {
  uint64_t state = 42, hash = 14695981039346656037u;
  fesetround(mode);
  for (int i = 0; i < 4000; i++) {
    volatile double a = any_double(&state), b = any_double(&state), c = any_double(&state);
    volatile float x = (float)a, y = (float)b;
    feclearexcept(FE_ALL_EXCEPT);
    hash = hashed(hash, a + b);
    hash = hashed(hash, a - c);
    hash = hashed(hash, a * b);
    hash = hashed(hash, a / c);
    hash = hashed(hash, sqrt(a < 0 ? -a : a));
    hash = hashed(hash, fma(a, b, c));
    hash = hashed(hash, (double)(x + y));
    hash = hashed(hash, (double)(x * y));
    hash = hashed(hash, (double)(x / y));
    hash = hashed(hash, (double)fmaf(x, y, (float)c));
    hash = hashed(hash, (double)(float)c);
    if (a > -1e18 && a < 1e18) hash = mixed(hash, (uint64_t)llrint(a));
    hash = hashed(hash, (double)(int64_t)next(&state));
    hash = hashed(hash, (double)(float)next(&state));
    hash = mixed(hash, (uint64_t)(a < b) | (uint64_t)(a <= c) << 1 | (uint64_t)(b == c) << 2);
    int raised = fetestexcept(FE_INEXACT | FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID);
    hash = mixed(hash, (raised & FE_INEXACT ? 1 : 0) | (raised & FE_OVERFLOW ? 2 : 0)
        | (raised & FE_DIVBYZERO ? 4 : 0) | (raised & FE_INVALID ? 8 : 0));
  }
  fesetround(FE_TONEAREST);
  return hash;
}
