#include "program.h"
static __attribute__((noinline)) long long sum(const char *kinds, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, kinds);
  long long total = 0;
  for (; *kinds; kinds++) switch (*kinds) {
    case 'i': total += __builtin_va_arg(list, int); break;
    case 'l': total += __builtin_va_arg(list, long long); break;
    case 'd': total += (long long)(__builtin_va_arg(list, double) * 100); break;
    case 's': print(__builtin_va_arg(list, const char *)); break;
    case 'n': total = -total; break;
    case 'm': total *= __builtin_va_arg(list, int); break;
  }
  __builtin_va_end(list);
  return total;
}
void wWinMainCRTStartup(void) {
  long long total = sum("isldnm", 5, VERSION == 2 ? "now\n" : "then\n", 1ll << 33, 2.75, 3);
  print_number(total + sum("ssii", "a ", "b\n", 7, 8));
  ExitProcess((unsigned)total & 127);
}
