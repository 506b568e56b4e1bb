#include "program.h"
__thread int counter = 5; int _tls_index;
int wWinMainCRTStartup(void) { counter += VERSION; print_number(counter); ExitProcess(counter); }
