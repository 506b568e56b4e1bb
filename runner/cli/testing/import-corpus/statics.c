#include "program.h"
static int a = 4, b = 8, c = 12;
static int zeros[3], more[5];
static char small = 7;
static long long wide = 1ll << 40;
static int *pointers[] = {&a, &b, &c, more, zeros + 2, more + 5};
static const int *const ends[] = {zeros + 3, more};
int known = 16, known_array[] = {16, 20, 24, 28 * VERSION};
static __attribute__((noinline)) int next(void) { static int calls = 100; return ++calls; }
static __attribute__((noinline)) int other(void) { static int calls; static const int step[] = {1, 10}; return calls += step[VERSION - 1]; }
static __attribute__((noinline)) int sum_back(int *from, int *end) { int s = 0; while (end != from) s = s * 2 + *--end; return s; }
void wWinMainCRTStartup(void) {
  for (int i = 0; i < 3; i++) zeros[i] = next();
  for (int i = 0; i < 5; i++) more[i] = other() + small;
  long long total = sum_back(zeros, zeros + 3) + sum_back(more, more + 5) * 3ll + (wide >> 38);
  for (int i = 0; i < 5; i++) total = total * 3 + *pointers[i];
  total += pointers[5] - more + (ends[0] - zeros) + (ends[1] == more);
  total += sum_back(known_array, known_array + 4) + known + a + b + c;
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
