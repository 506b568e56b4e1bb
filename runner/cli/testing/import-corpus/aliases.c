#include "program.h"
static int value = 40 + VERSION; extern int other __attribute__((alias("value")));
__attribute__((noinline)) int twice(int x) { return x * 2; } int same(int) __attribute__((alias("twice")));
__attribute__((weak)) int maybe(int x) { return x + 1; }
int wWinMainCRTStartup(void) { other++; print_number(value); print_number(same(value)); print_number(maybe(3)); print_number(same == twice); ExitProcess(value); }
