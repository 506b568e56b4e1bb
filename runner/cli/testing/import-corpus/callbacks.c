#include "program.h"
typedef int callback(int, void *);
static __attribute__((noinline)) int each(const int *from, const int *to, callback *call, void *data) {
  int sum = 0;
  for (; from != to; from++) sum += call(*from, data);
  return sum;
}
static int scale(int x, void *data) { return x * *(int *)data; }
static int shift(int x, void *data) { return x << (*(int *)data & 3); }
static int count;
static int tally(int x, void *data) { (void)data; count += x > 3; return x; }
static const int first[] = {1, 2, 3, 4};
static const int second[] = {5, 6, 7 * VERSION, 8};
static int factor = 3;
callback *chosen = scale;
static callback *const all[] = {scale, shift, tally};
void wWinMainCRTStartup(void) {
  long long total = each(first, first + 4, chosen, &factor);
  chosen = shift;
  total = total * 7 + each(second, second + 4, chosen, &factor);
  for (int i = 0; i < 3; i++) total = total * 7 + each(first + i, second + 0 == first + 4 ? first + 4 : first + 4, all[i], &factor);
  print_number(total * 10 + count);
  ExitProcess((unsigned)total & 127);
}
