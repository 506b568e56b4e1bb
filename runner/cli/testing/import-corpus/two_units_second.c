#define SECOND_UNIT
#include "program.h"
extern int shared;
int called_back(int);
const char *other_name = VERSION == 2 ? "the other, changed\n" : "the other\n";
static __attribute__((noinline)) int local(int x) { return x - VERSION; }
int other(int x) {
  shared += local(x);
  print("in the other unit\n");
  print_number((long long)random_below(10));
  return called_back(x) + local(shared);
}
