#include "program.h"
#ifdef __AVX__
#define WIDTH 8
#else
#define WIDTH 4
#endif
typedef float vector __attribute__((vector_size(4 * WIDTH)));
typedef int mask __attribute__((vector_size(4 * WIDTH)));
static volatile float one = 1;
static char odd = 3;
static float aligned[16] __attribute__((aligned(32))) = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static __attribute__((noinline)) vector mix(const vector *a) {
  vector b, c;
  for (int i = 0; i < WIDTH; i++) b[i] = (float)(i + VERSION), c[i] = 5;
  return *a * b + c;
}
static __attribute__((noinline)) float third(float x) { return x * (VERSION == 2 ? 4.5f : 3.5f); }
static __attribute__((noinline)) mask negate(mask m) { return ~m + 1; }
void wWinMainCRTStartup(void) {
#ifdef __AVX__
  /* The stack of GCC's functions for Windows is aligned to 16 only. */
  static vector a, b;
#else
  vector a, b;
#endif
  for (int i = 0; i < WIDTH; i++) a[i] = one + (float)i;
  b = mix(&a) * *(vector *)aligned;
  float total = third(2 * one) + odd;
  for (int i = 0; i < WIDTH; i++) total += b[i];
  mask m = {1, 2, 3, 4};
#ifndef __AVX__
  m = negate(m);
#endif
  print_number((long long)(total * 1000) + m[0] + m[3]);
  ExitProcess((unsigned)total & 127);
}
