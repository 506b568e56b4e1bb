#include "program.h"
#define IN(name) __attribute__((section(name), used))
/* Linkers sort these by what follows the $, and put nothing else between them. */
IN("parts$a") int before_parts = 1;
IN("parts$z") int behind_parts = 2;
IN("parts$m") int one_part = 10 * VERSION;
IN("parts$m") int other_part = 20;
/* And these stay in their order. */
IN("tests") int first_test = 3;
IN("tests") int second_test = 30 + VERSION;
IN("tests") int third_test = 4;
IN("tests") int no_test = 0;
/* Bytes between two labels, as of a file that is included. */
__asm__(".section .rdata\n"
        ".globl blob\n"
        "blob: .ascii \"hello, blob\"\n"
        ".globl blob_end\n"
        "blob_end: .byte 10, 0\n"
        ".text\n");
extern const char blob[], blob_end[];
/* The tables of GCC's data sections end in names of this kind. */
const int zzz[] = {6, 7 * VERSION, 8};
volatile int at = 1;
void wWinMainCRTStartup(void) {
  long long total = 0;
  for (volatile int *part = &before_parts; part <= &behind_parts; part++) total = total * 3 + *part;
  for (volatile int *test = &first_test; *test; test++) total = total * 5 + *test;
  print_number(total);
  print(blob);
  print_number(blob_end - blob);
  print_number(zzz[at]);
  ExitProcess((unsigned)total & 127);
}
