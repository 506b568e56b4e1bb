#include "program.h"
/* Rows of 8 bytes that count from x, which is not where their table starts. */
__asm__(".data\n.balign 8\n.globl far\nfar: .quad y-x, z-x\n.globl x\nx: .long 11\n.globl y\ny: .long 22\n"
        ".globl z\nz: .long 33\n.text\n");
extern long long far[];
extern int x;
/* Rows that count from themselves to places in functions. */
__asm__(".section .places,\"dr\"\n.balign 4\n.globl places\nplaces:\n.text\n");
extern const int places[];
static __attribute__((noinline)) int first(int value) {
  __asm__ volatile("1: addl $3,%0\n.section .places,\"dr\"\n.long 1b-.\n.text" : "+r"(value));
  return value;
}
static __attribute__((noinline)) int second(int value) {
  __asm__ volatile("1: addl $4,%0\n.section .places,\"dr\"\n.long 1b-.\n.text" : "+r"(value));
  return value * VERSION;
}
/* A jump into the midst of another function. */
__asm__(".text\nleap: jmp within\n.balign 16\nbefore: nop\nwithin: movl $9,%eax\nret\n");
static __attribute__((noinline)) int jumps(void) {
  int result;
  __asm__ volatile("call leap\nmovl %%eax,%0" : "=r"(result) : : "rax");
  return result;
}
static __attribute__((noinline)) int follow(long long distance) {
  return *(int *)((char *)&x + distance);
}
void wWinMainCRTStartup(void) {
  const unsigned char *one = (const unsigned char *)(places + random_below(1)) + places[0];
  const unsigned char *two = (const unsigned char *)(places + 1) + places[1];
  print_number(follow(far[0]) * 100 + follow(far[1]));
  print_number(one[0] == two[0] || one[1] == two[1] ? first(1) + second(2) : -1);
  print_number(jumps());
  ExitProcess((unsigned)first(VERSION));
}
