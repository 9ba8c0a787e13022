// A program that the dynamic loader starts, and that ends at once.
#include <stdio.h>

int main(void) { return stdout == NULL; }
