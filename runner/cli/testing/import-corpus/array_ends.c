#include "program.h"
static int a[5] = {1, 2, 3, 4, VERSION}; static int b[3] = {10, 20, 30}; static int z[4]; static int y[6];
static const short sh[7] = {1,2,3,4,5,6,7}; static const char word[] = "a string that is long"; static const char *const mid = word + 9;
int *begin = a, *finish = a + 5; int *before = b - 1; short const *tail = sh + 7;
__attribute__((noinline)) int sum(const int *p, const int *e) { int r = 0; while (p != e) r += *p++; return r; }
int wWinMainCRTStartup(void) {
  for (int k = 0; k < 4; k++) z[k] = k; for (int *p = y; p != y + 6; p++) *p = 3;
  print_number(sum(a, a + 5)); print_number(sum(begin, finish)); print_number(sum(b, b + 3)); print_number(before[1] + before[3]);
  print_number(sum(z, z + 4)); print_number(sum(y, &y[6])); int t = 0; for (const short *q = tail - 7; q < tail; ++q) t = t * 3 + *q; print_number(t);
  print(mid); print("\n"); for (int k = 12; k > 7; k--) t += a[k - 8]; print_number(t); ExitProcess(t & 127);
}
