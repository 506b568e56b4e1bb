#include "program.h"
static char text[] = "a text that is changed";
static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";
static const char not_ended[4] = {'w', 'x', 'y', 'z'};
static const char ended_early[16] = "early";
static __attribute__((noinline)) int compare(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a - *b;
}
static __attribute__((noinline)) int span(const char *from, const char *to) {
  int sum = 0;
  while (from != to) sum += *from++;
  return sum;
}
void wWinMainCRTStartup(void) {
  char copy[40] = "on the stack";
  char eight[8] = "eight";
  for (char *p = text; *p; p++) if (*p == 'a') *p = VERSION == 2 ? 'o' : 'e';
  print(text);
  print(copy);
  print(eight);
  print("\xc3\xa9\t\"quoted\" \\ \n");
  int total = span(alphabet, alphabet + 26) + span(not_ended, not_ended + 4) + span(ended_early, ended_early + 16);
  total += compare("same", "same") + compare("abc", "abd") + compare(text, "o text");
  for (int i = 0; i < 40; i++) total += copy[i];
  for (int i = 0; i < 8; i++) total += eight[i] * i;
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
