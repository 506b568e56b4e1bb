#include "program.h"
static double weights[] = {0.5, 1.25, -3.0, 100.125};
static const float floats[] = {1.5f, 2.5f, 3.5f};
static __attribute__((noinline)) double mean(const double *from, const double *to) {
  double sum = 0;
  int n = 0;
  for (; from < to; from++, n++) sum += *from;
  return sum / n;
}
static __attribute__((noinline)) double poly(double x) { return ((x * 1.5 - 2.25) * x + 7.0) * x - 0.125 * VERSION; }
void wWinMainCRTStartup(void) {
  double total = mean(weights, weights + 4) * 1000;
  for (int i = 0; i < 3; i++) total += poly(floats[i]) * 17.0;
  total += (double)random_below(1000) / 3.0;
  total = total < 0 ? -total : total;
  print_number((long long)(total * 1e6));
  ExitProcess((unsigned)total & 127);
}
