#include "program.h"
static int count = 3; static const char text[] = "first"; static int helper(int x) { return x + count; } static int table[] = {1,2,3};
int second(int); __attribute__((noinline)) static int run(int x) { return helper(x) * 2 + table[x & 1]; }
int wWinMainCRTStartup(void) { count++; print(text); print_number(run(VERSION)); print_number(second(5)); print_number(count); ExitProcess(count); }
