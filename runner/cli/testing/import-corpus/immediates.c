#include "program.h"
static volatile char c[3]; static volatile short s[3]; static volatile int i[4]; static volatile long long l[3];
volatile int g = 5; static volatile int last = 7;
int wWinMainCRTStartup(void) {
  c[0] = 1; c[2] = VERSION; s[1] = 0x1234; s[2] = 3; i[0] = 0x12345678; i[3] = 9; l[1] = 77; l[2] = 0x11223344;
  g += 1000; last ^= 0x101; s[1] += 300; if (c[2] == 1) g += 2; if (s[2] != 3) g = 0; if (i[3] == 9) last++;
  print_number(c[0] + c[1] + c[2] * 10); print_number(s[0] + s[1] + s[2]); print_number(i[0] + i[1] + i[2] + i[3]);
  print_number(l[0] + l[1] + l[2]); print_number(g); print_number(last); ExitProcess(g & 255);
}
