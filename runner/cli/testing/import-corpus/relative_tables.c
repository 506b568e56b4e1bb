#include "program.h"
static __attribute__((noinline)) int inc(int x) { return x + 1; }
static __attribute__((noinline)) int dec(int x) { return x - VERSION; }
static __attribute__((noinline)) int twice(int x) { return x * 2; }
static int (*const steps[])(int) = {inc, dec, twice};
static __attribute__((noinline)) const char *day(unsigned x) {
  static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return days[x % 7];
}
static __attribute__((noinline)) const char *colour(unsigned x) {
  switch (x) {
  case 0: return "red";
  case 1: return "green";
  case 2: return VERSION == 2 ? "ultramarine" : "blue";
  case 3: return "white";
  case 4: return "black";
  }
  return "none";
}
void wWinMainCRTStartup(void) {
  int n = 3;
  for (unsigned i = 0; i < 9; i++) {
    print(day(i));
    print(colour(i % 6));
    n = steps[random_below(3)](n);
  }
  print("\n");
  print_number(n);
  ExitProcess((unsigned)n & 127);
}
