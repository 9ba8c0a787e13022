// Float: products of matrices.
#define REAL float
#define BITS u32
#include "matrix.h"
