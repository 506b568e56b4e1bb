#include "program.h"
static const unsigned short *w(int i) { switch (i) { case 0: return L"zero"; case 1: return L"ones"; default: return L"x"; } }
static const double d[] = {1.5, 2.5}; static float fl = 0.25f; 
__attribute__((noinline)) static double calc(double x) { return x * 3.5 + 1.0 / 3.0 - (x > 2 ? 1e10 : -1e-3); }
int wWinMainCRTStartup(void) { int s = 0; for (int i = 0; i < 3; i++) for (const unsigned short *p = w(i); *p; p++) s = s * 31 + *p;
 print_number(s); print_number((long long)(calc(d[0] + VERSION) * 1000)); print_number((long long)(calc(d[1]) / 1000)); print_number((long long)(fl * 100));
 print("hello world"); print("world"); print("ld"); print("\n"); ExitProcess(s & 63); }
