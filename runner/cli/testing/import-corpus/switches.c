#include "program.h"
static __attribute__((noinline)) int pick(int x) {
  switch (x) {
  case 0: return 11;
  case 1: print("one\n"); return 7;
  case 2: return 3 * VERSION;
  case 3: print("three\n"); return 9;
  case 4: return 1;
  case 5: print("five\n"); return 2;
  case 9: return 77;
  default: return -1;
  }
}
static __attribute__((noinline)) const char *name(unsigned x) {
  switch (x) {
  case 10: return "ten";
  case 11: return "eleven";
  case 12: return VERSION == 2 ? "a dozen" : "twelve";
  case 13: return "thirteen";
  case 14: return "fourteen";
  case 15: return "fifteen";
  default: return "?";
  }
}
static __attribute__((noinline)) int second(int x, int y) {
  switch (x) {
  case 1: y += 5; break;
  case 2: y *= 3; break;
  case 3: y -= 4; break;
  case 4: y ^= 21; break;
  case 5: y = pick(y & 7); break;
  case 6: y <<= 2; break;
  }
  return y + x;
}
void wWinMainCRTStartup(void) {
  long long total = 0;
  for (int i = -1; i < 11; i++) total = total * 5 + pick(i);
  for (unsigned i = 9; i < 17; i++) { print(name(i)); print(" "); }
  for (int i = 0; i < 8; i++) total += second(i, (int)total & 255);
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
