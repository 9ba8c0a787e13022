// Double: products of matrices.
#define REAL double
#define BITS u64
#include "matrix.h"
