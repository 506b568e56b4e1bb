#include "program.h"
/* A number that is the distance from one variable to another, and nothing shows it: no relocation is left.
   Between the two is a variable that nothing uses. */
__asm__(".data\n.balign 8\n.globl x\nx: .long 11\n.globl unused\nunused: .long 0,0,7,7\n.globl y\ny: .long 22\n"
        ".balign 8\n.globl far\nfar: .quad y-x\n"
        ".globl back\nback: .long x-y\n.text\n");
extern long long far;
extern int back, x, y;
/* Bytes that count from a variable which is not their own. */
__asm__(".data\n.balign 8\n.globl first\nfirst: .long 33\n.globl gap\ngap: .long 5\n.globl second\nsecond: .long 44\n"
        ".globl third\nthird: .long 55\n.globl rows\nrows: .byte second-first, third-first\n.text\n");
extern int first;
extern const unsigned char rows[2];
static __attribute__((noinline)) int follow(const void *base, long long distance) {
  return *(const int *)((const char *)base + distance);
}
void wWinMainCRTStartup(void) {
  print_number(follow(&x, far) * VERSION);
  print_number(follow(&y, back));
  print_number(follow(&first, rows[0]) * 100 + follow(&first, rows[1]));
  ExitProcess(0);
}
