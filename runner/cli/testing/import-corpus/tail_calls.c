#include "program.h"
static __attribute__((noinline)) int even(unsigned n);
static __attribute__((noinline)) int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
static __attribute__((noinline)) int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static __attribute__((noinline)) void leave(int code) {
  print_number(code);
  ExitProcess((unsigned)code);
}
int step(int x) { return x * 2 + VERSION; }
int twice(int x) { return step(step(x)); }
static __attribute__((noinline)) void quit(int x) {
  if (x > 5) leave(x);
  else leave(twice(x));
}
void wWinMainCRTStartup(void) { quit(even(random_below(100)) + odd(7) + 1); }
