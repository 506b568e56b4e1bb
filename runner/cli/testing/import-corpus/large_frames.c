#include "program.h"
struct big { int numbers[60]; const char *name; };
static struct big global = {{1, 2, 3, [20] = 4 * VERSION}, "global"};
static __attribute__((noinline)) struct big changed(struct big from, int by) {
  for (int i = 0; i < 60; i++) from.numbers[i] += by * i;
  from.name = by > 2 ? "more" : "less";
  return from;
}
void wWinMainCRTStartup(void) {
  struct big one = changed(global, 2), two = changed(one, 3);
  long long total = 0;
  for (int i = 0; i < 60; i++) total = total * 3 % 1000003 + two.numbers[i] - global.numbers[i];
  print(one.name);
  print(two.name);
  print(global.name);
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
