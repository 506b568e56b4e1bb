#define SECOND_UNIT
#include "program.h"
static int count = 30; static const char text[] = "second"; static int helper(int x) { return x * count; } static int table[] = {4,5,6};
__attribute__((noinline)) static int run(int x) { return helper(x) * 3 + table[x & 1]; }
int second(int x) { count += 2; print(text); return run(x) + VERSION; }
