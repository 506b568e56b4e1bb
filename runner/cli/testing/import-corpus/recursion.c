#include "program.h"
static __attribute__((noinline)) unsigned fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static __attribute__((noinline)) unsigned ackermann(unsigned m, unsigned n) {
  return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}
static char pegs[3][8];
static int heights[3], moves;
static void hanoi(int n, int from, int to, int over) {
  if (n == 0) return;
  hanoi(n - 1, from, over, to);
  pegs[to][heights[to]++] = pegs[from][--heights[from]];
  moves++;
  hanoi(n - 1, over, to, from);
}
void wWinMainCRTStartup(void) {
  heights[0] = 5 + VERSION;
  hanoi(heights[0], 0, 2, 1);
  print_number(fib(17));
  print_number(ackermann(2, 5));
  print_number(moves);
  ExitProcess(fib(11));
}
