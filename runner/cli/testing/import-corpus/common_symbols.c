#include "program.h"
int shared[10]; char bytes[3]; long long wide;
int wWinMainCRTStartup(void) { shared[9] = VERSION; bytes[2] = 4; wide = 9; print_number(shared[9] + bytes[2] + wide); ExitProcess(1); }
