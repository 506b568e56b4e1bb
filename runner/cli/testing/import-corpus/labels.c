#include "program.h"
static __attribute__((noinline)) int run(const unsigned char *code) {
  static const void *const places[] = {&&stop, &&add, &&twice, &&less};
  int value = VERSION;
  goto *places[*code];
add: value += *++code; goto *places[*++code];
twice: value *= 2; goto *places[*++code];
less: value -= 3; goto *places[*++code];
stop: return value;
}
void wWinMainCRTStartup(void) {
  static const unsigned char code[] = {1, 40, 2, 3, 2, 1, 5, 0};
  int value = run(code);
  print_number(value);
  ExitProcess((unsigned)value & 127);
}
