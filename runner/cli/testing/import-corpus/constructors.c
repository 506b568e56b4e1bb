#include "program.h"
typedef void (*init)(void); static int made;
static void one(void) { made += 1; } static void two(void) { made += 10 * VERSION; }
__attribute__((section(".CRT$XCA"), used)) static init first = 0; __attribute__((section(".CRT$XCU"), used)) static init a = one, b = two; __attribute__((section(".CRT$XCZ"), used)) static init last = 0;
int wWinMainCRTStartup(void) { for (init *volatile p = &first + 1; p < &last; p++) if (*p) (*p)(); print_number(made); ExitProcess(made); }
