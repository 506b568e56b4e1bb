#include "program.h"
__attribute__((cold, noinline)) static int rare(int x) { print("rare "); print_number(x); return x * 3 + VERSION; }
__attribute__((noinline)) int work(int x) {
  if (__builtin_expect(x > 90, 0)) { int y = rare(x); if (y & 1) return y / 2; y += rare(y & 7); return y; }
  return x + 1;
}
int wWinMainCRTStartup(void) { int s = 0; for (int i = 80; i < 100; i++) s += work(i); print_number(s); ExitProcess(s & 127); }
