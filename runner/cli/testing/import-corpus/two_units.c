#include "program.h"
int shared = 7;
int other(int);
extern const char *other_name;
static __attribute__((noinline)) int local(int x) { return x * 3; }
int called_back(int x) { return local(x) + shared; }
void wWinMainCRTStartup(void) {
  int total = other(local(5)) + shared;
  print(other_name);
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
