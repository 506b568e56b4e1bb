#include "program.h"
static const char *const words[] = {"ab", "cde", "", VERSION == 2 ? "longer than before" : "fghi", "j"};
static const short shorts[] = {3, 1, 4, 1, 5, 9, 2, 6};
static const int values[4][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
struct row { const char *name; int weight; const struct row *next; };
static const struct row rows[3] = {{"first", 10, &rows[1]}, {"second", 20 * VERSION, &rows[2]}, {"third", 30, rows}};
static __attribute__((noinline)) int pick(int i) {
  static const int primes[] = {2, 3, 5, 7, 11, 13, 17, 19};
  return primes[i & 7];
}
void wWinMainCRTStartup(void) {
  long long total = 0;
  for (int i = 0; i < 5; i++) { print(words[i]); print(","); }
  for (int i = 0; i < 8; i++) total += shorts[random_below(8)] * pick(i);
  for (int i = 0; i < 12; i++) total += values[random_below(4)][random_below(3)];
  const struct row *row = rows;
  for (int i = 0; i < 7; i++, row = row->next) { print(row->name); total += row->weight; }
  print("\n");
  print_number(total);
  ExitProcess((unsigned)total & 127);
}
