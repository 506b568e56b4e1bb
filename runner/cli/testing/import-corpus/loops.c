#include "program.h"
static int squares[16];
static int sums[8];
int limit = VERSION == 2 ? 14 : 12;
void wWinMainCRTStartup(void) {
  for (int i = 0; i < limit; i++) squares[i] = i * i + (int)random_below(2);
  for (int i = 0; i < 8; i++)
    for (int j = i; j < 16; j += 2) sums[i] += squares[j];
  int *end = sums + 8;
  long long total = 0;
  for (int *p = sums; p != end; p++) total = total * 3 + *p;
  print_number(total);
  ExitProcess((unsigned)total & 63);
}
